"use strict";

// The token that one enters lives in this tab alone; a validator elsewhere is never asked.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  persistAuthorization: false,
  validatorUrl: null,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
});
