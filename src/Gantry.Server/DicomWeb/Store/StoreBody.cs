using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>What the body of a store request is, by its Content-Type (PS3.18 10.5.2).</summary>
/// <param name="Boundary">Of multipart/related; null for a single body.</param>
/// <param name="Form">What the root parts are.</param>
internal sealed record StoreBody(Boundary? Boundary, StoreForm Form = StoreForm.Dicom)
{
    public const string Multipart = "multipart/related";
    private const string Dicom = "application/dicom";

    /// <summary>The problem says which media type is not taken and which are.</summary>
    public static Problem? Read(HttpRequest request, out StoreBody body)
    {
        body = new StoreBody(null, StoreForm.Dicom);
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return Problem.UnsupportedMediaType($"Content-Encoding '{encoding}' is not taken; send the body as it is.");
        }

        if (!MediaRanges.TryParseMediaType(request.ContentType, out string mediaType, out Dictionary<string, string> parameters))
        {
            return Problem.UnsupportedMediaType($"Content-Type '{request.ContentType}' is not a media type. {Taken}");
        }

        if (FormOf(mediaType) is { } alone)
        {
            body = new StoreBody(null, alone);
            return null;
        }

        if (mediaType != Multipart)
        {
            return Problem.UnsupportedMediaType($"Content-Type '{mediaType}' is not taken. {Taken}");
        }

        // Lenient: without a type parameter the parts are taken to be application/dicom, RFC 2387 3.1.
        string root = parameters.GetValueOrDefault("type", Dicom);
        if (!MediaRanges.TryParseMediaType(root, out string rootType, out _) || FormOf(rootType) is not { } form)
        {
            return Problem.UnsupportedMediaType($"Parts of type '{root}' are not taken. {Taken}");
        }

        if (!Boundary.TryParse(parameters.GetValueOrDefault("boundary"), out Boundary? boundary))
        {
            return Problem.BadRequest("The Content-Type names no boundary of 1 to 70 characters (RFC 2046 5.1.1).");
        }

        body = new StoreBody(boundary, form);
        return null;
    }

    private const string Taken = "Instances are taken as multipart/related of type application/dicom, application/dicom+json or application/dicom+xml and, without parts, as one of those.";

    /// <summary>A part of the body's own type describes instances; other parts hold bulk data.</summary>
    public bool IsMetadataPart(string? contentType) => contentType is not null && MediaRanges.TryParseMediaType(contentType, out string mediaType, out _)
        && (FormOf(mediaType) == Form || (Form == StoreForm.Json && mediaType == "application/json"));

    private static StoreForm? FormOf(string mediaType) => mediaType switch
    {
        Dicom => StoreForm.Dicom,
        "application/dicom+json" => StoreForm.Json,
        "application/dicom+xml" => StoreForm.Xml,
        _ => null,
    };

    /// <summary>Lenient: a part without a Content-Type, or with octet-stream, is taken as an instance when the body says application/dicom, PS3.18 8.6.1.2.</summary>
    public static bool IsDicomPart(string? contentType) => contentType is null || IsDicom(contentType)
        || (MediaRanges.TryParseMediaType(contentType, out string mediaType, out _) && mediaType == "application/octet-stream");

    private static bool IsDicom(string contentType) => MediaRanges.TryParseMediaType(contentType, out string mediaType, out _) && mediaType == Dicom;
}
