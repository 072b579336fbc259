import react from "@vitejs/plugin-react"
import { defineConfig, loadEnv } from "vite"

// The content security policy allows no inline script, so nothing may be inlined.
export default defineConfig(({ mode }) => {
  const { API = "http://127.0.0.1:8000" } = loadEnv(mode, ".", "API")
  return {
    plugins: [react()],
    build: { target: "es2023", modulePreload: { polyfill: false }, assetsInlineLimit: 0, sourcemap: false },
    server: { host: "127.0.0.1", proxy: { "/api": API, "/openapi.json": API } },
  }
})
