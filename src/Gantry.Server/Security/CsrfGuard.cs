using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Security;

/// <summary>
/// Turns away unsafe requests that another site's page may have sent with the reader's cookie: the page's origin must be ours, and the session's own token must be
/// in a header. A bearer token is sent by nobody's browser on its own and needs neither.
/// </summary>
internal static class CsrfGuard
{
    public const string Header = "X-Gantry-Csrf";

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method)
            || context.User.HasClaim(c => c.Type == GantryClaims.Token))
        {
            return next(context);
        }

        if (!IsSameOrigin(context.Request))
        {
            return RefuseAsync(context, "The request came from a page of another origin.");
        }

        // Signing in is open to all, so a session that is there already adds nothing to it.
        bool isOpen = context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (!isOpen && context.Features.Get<SessionFeature>() is { } session && !IsToken(context.Request.Headers[Header], session.Session.CsrfToken))
        {
            return RefuseAsync(context, $"The header {Header} is missing or is not this session's.");
        }

        return next(context);
    }

    /// <summary>Browsers tell by Sec-Fetch-Site, older ones by Origin; what tells neither is no browser's cross-site request.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        return site is null or "same-origin" or "none"
            && (origin is null || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Scheme == request.Scheme && string.Equals(from.Authority, Authority(request), StringComparison.OrdinalIgnoreCase)));
    }

    private static string Authority(HttpRequest request) =>
        request.Host.Port is { } port && port == (request.IsHttps ? 443 : 80) ? request.Host.Host : request.Host.Value ?? "";

    private static bool IsToken(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private static Task RefuseAsync(HttpContext context, string detail) =>
        Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "csrf", "Request refused", detail);
}
