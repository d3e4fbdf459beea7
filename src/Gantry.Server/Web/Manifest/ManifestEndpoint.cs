using Gantry.Dicom;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Gantry.Server.Web.Manifest;

/// <summary>GET /api/studies/{study}/manifest: all that the viewer needs to open a study.</summary>
internal static class ManifestEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/studies/{study}/manifest", (Delegate)GetAsync).RequireAuthorization(Policies.Read).WithName("StudyManifest").WithTags("Workstation");

    private static async Task<IResult> GetAsync(StudyUid study, HttpContext context, StudyPictures pictures)
    {
        if (await pictures.GetAsync(study, context.RequestAborted) is not { } picture)
        {
            return TypedResults.Problem("There is no such study here, or it has been deleted.", statusCode: 404);
        }

        EntityTagHeaderValue tag = new($"\"{picture.Version}\"", isWeak: true);
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.ETag = tag.ToString();
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            return TypedResults.StatusCode(304);
        }

        bool takesBrotli = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        response.Headers.ContentEncoding = takesBrotli ? "br" : "gzip";
        return TypedResults.Bytes(takesBrotli ? picture.Brotli : picture.Gzip, "application/json");
    }
}
