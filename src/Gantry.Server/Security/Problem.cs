using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Security;

/// <summary>Problem details (RFC 9457) in words for a person.</summary>
public sealed record Problem(string Type, string Title, int Status, string? Detail)
{
    /// <param name="name">The last part of "about:gantry/..."; docs/design/session-api.md lists them.</param>
    public static Task WriteAsync(HttpContext context, int status, string name, string title, string? detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Problem($"about:gantry/{name}", title, status, detail), ProblemJson.Default.Problem);
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
