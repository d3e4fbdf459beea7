using Microsoft.AspNetCore.Http;

namespace Gantry.Server.OpenApi;

/// <summary>An OpenAPI document: written by hand, so that it costs nothing at start; a test compares its operations with those that are mapped.</summary>
/// <param name="name">The way in whose document it is: the folder of its <c>OpenApi/openapi.json</c>.</param>
internal sealed class OpenApiDocument(string name)
{
    public async Task SendAsync(HttpContext context)
    {
        await using Stream document = Open();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private Stream Open() =>
        typeof(OpenApiDocument).Assembly.GetManifestResourceStream($"Gantry.Server.{name}.OpenApi.openapi.json") ?? throw new InvalidOperationException($"The OpenAPI document of {name} is not embedded.");
}
