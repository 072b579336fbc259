import react from "@vitejs/plugin-react"
import { defineConfig, loadEnv } from "vite"

// A page is one file, what pages share is another, and what changes only with the packages a third. What explanations share
// is none of these: it comes when one is asked for. The groups take their modules in this order.
const groups = [
  { name: "vendor", test: /node_modules/ },
  { name: "shared", test: /\/src\/(?!pages\/|main)/ },
  { name: "explained", test: /\/src\/pages\/explained\// },
  { name: "shared", test: /\/src\/pages\//, minShareCount: 2 },
]

// The content security policy allows no inline script, so nothing may be inlined.
export default defineConfig(({ mode }) => {
  const { API = "http://127.0.0.1:8000" } = loadEnv(mode, ".", "API")
  return {
    plugins: [react()],
    build: {
      target: "es2023",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      sourcemap: false,
      rolldownOptions: { output: { codeSplitting: { groups } } },
    },
    server: { host: "127.0.0.1", proxy: { "/api": API, "/openapi.json": API } },
  }
})
