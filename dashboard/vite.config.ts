import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

// The content security policy allows no inline script, so nothing may be inlined.
export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", modulePreload: { polyfill: false }, assetsInlineLimit: 0, sourcemap: false },
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:8000", "/openapi.json": "http://127.0.0.1:8000" } },
})
