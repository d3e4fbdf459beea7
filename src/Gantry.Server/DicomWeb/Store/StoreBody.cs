using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>What the body of a store request is, by its Content-Type (PS3.18 10.5.2).</summary>
/// <param name="Boundary">Of multipart/related; null for a single application/dicom.</param>
internal sealed record StoreBody(Boundary? Boundary)
{
    private const string Dicom = "application/dicom";

    /// <summary>The problem says which media type is not taken and which are.</summary>
    public static Problem? Read(HttpRequest request, out StoreBody body)
    {
        body = new StoreBody((Boundary?)null);
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return Problem.UnsupportedMediaType($"Content-Encoding '{encoding}' is not taken; send the body as it is.");
        }

        if (!MediaRanges.TryParseMediaType(request.ContentType, out string mediaType, out Dictionary<string, string> parameters))
        {
            return Problem.UnsupportedMediaType($"Content-Type '{request.ContentType}' is not a media type. {Taken}");
        }

        if (mediaType == Dicom)
        {
            return null;
        }

        if (mediaType != "multipart/related")
        {
            return Problem.UnsupportedMediaType($"Content-Type '{mediaType}' is not taken. {Taken}");
        }

        // Lenient: without a type parameter the parts are taken to be application/dicom, RFC 2387 3.1.
        string root = parameters.GetValueOrDefault("type", Dicom);
        if (!IsDicom(root))
        {
            return Problem.UnsupportedMediaType($"Parts of type '{root}' are not taken: metadata and bulk data apart (PS3.18 10.5.2.2) cannot be stored. {Taken}");
        }

        if (!Boundary.TryParse(parameters.GetValueOrDefault("boundary"), out Boundary? boundary))
        {
            return Problem.BadRequest("The Content-Type names no boundary of 1 to 70 characters (RFC 2046 5.1.1).");
        }

        body = new StoreBody(boundary);
        return null;
    }

    private const string Taken = "Instances are taken as multipart/related; type=\"application/dicom\" and, one alone, as application/dicom.";

    /// <summary>Lenient: a part without a Content-Type, or with octet-stream, is taken as an instance when the body says application/dicom, PS3.18 8.6.1.2.</summary>
    public static bool IsDicomPart(string? contentType) => contentType is null || IsDicom(contentType)
        || (MediaRanges.TryParseMediaType(contentType, out string mediaType, out _) && mediaType == "application/octet-stream");

    private static bool IsDicom(string contentType) => MediaRanges.TryParseMediaType(contentType, out string mediaType, out _) && mediaType == Dicom;
}
