using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.OpenApi;

/// <summary>The OpenAPI document of the DICOMweb services: written by hand, so that it costs nothing at start; a test compares its paths with those that are mapped.</summary>
internal static class OpenApiDocument
{
    private const string Name = "Gantry.Server.DicomWeb.OpenApi.openapi.json";

    public static Stream Open() => typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"{Name} is not embedded.");

    public static async Task SendAsync(HttpContext context)
    {
        await using Stream document = Open();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
