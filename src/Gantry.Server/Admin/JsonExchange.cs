using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Admin;

/// <summary>Small JSON bodies in and out.</summary>
internal static class JsonExchange
{
    private const int MaxBodyBytes = 16 * 1024;

    /// <summary>Null when the body is not the JSON expected: the problem has been answered then.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request.ContentLength > MaxBodyBytes || !context.Request.HasJsonContentType())
        {
            await Problem.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "bad-request", "JSON expected", "Send application/json of at most 16 KB.").ConfigureAwait(false);
            return null;
        }

        try
        {
            var body = new byte[MaxBodyBytes];
            int length = await context.Request.Body.ReadAtLeastAsync(body, MaxBodyBytes, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
            if (JsonSerializer.Deserialize(body.AsSpan(0, length), type) is { } read)
            {
                return read;
            }
        }
        catch (JsonException)
        {
            // Answered below, without repeating what was sent: it may hold a password.
        }

        await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "bad-request", "The request cannot be read", "The body is not the JSON object that is expected here.").ConfigureAwait(false);
        return null;
    }

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), context.RequestAborted).AsTask();
    }
}
