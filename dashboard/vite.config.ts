import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

declare const process: { env: Record<string, string | undefined> }

// Where the API is, while the dashboard is worked on.
const api = process.env["API"] ?? "http://127.0.0.1:8000"

// The content security policy allows no inline script, so nothing may be inlined.
export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", modulePreload: { polyfill: false }, assetsInlineLimit: 0, sourcemap: false },
  server: { host: "127.0.0.1", proxy: { "/api": api, "/openapi.json": api } },
})
