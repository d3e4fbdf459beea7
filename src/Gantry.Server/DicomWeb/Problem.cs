using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gantry.Server.DicomWeb;

/// <summary>An error as problem details (RFC 9457): the status, what kind of error it is, and the cause in the words of this request.</summary>
public sealed record Problem(int Status, string Title, string Detail)
{
    private static readonly string[] Representation =
    [
        HeaderNames.AcceptRanges, HeaderNames.ContentEncoding, HeaderNames.ContentLength, HeaderNames.ContentLocation, HeaderNames.ContentRange, HeaderNames.ETag, HeaderNames.LastModified, HeaderNames.Warning,
    ];

    public static Problem BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "The request is not well formed", detail);

    public static Problem NotFound(string detail) => new(StatusCodes.Status404NotFound, "Not found", detail);

    public static Problem NotAcceptable(string detail) => new(StatusCodes.Status406NotAcceptable, "No acceptable representation", detail);

    public static Problem UnsupportedMediaType(string detail) => new(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", detail);

    public static Problem Unavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, "Temporarily unavailable", detail);

    /// <summary>Writes the response. When it has started already, the connection is cut instead, so that nobody takes half an answer for a whole one.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted || response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 })
        {
            context.Abort();
            return;
        }

        // What was said of the representation that is not sent after all; the security headers stay.
        foreach (string header in Representation)
        {
            response.Headers.Remove(header);
        }

        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "5";
        }

        using (Utf8JsonWriter json = new(response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "about:blank"u8);
            json.WriteString("title"u8, Title);
            json.WriteNumber("status"u8, Status);
            json.WriteString("detail"u8, Detail);
            json.WriteString("instance"u8, context.Request.PathBase + context.Request.Path);
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
