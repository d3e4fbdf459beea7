using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gantry.Server.Security;

/// <summary>The headers that tell browsers to be strict; on every answer.</summary>
internal static class SecurityHeaders
{
    // The workstation's codecs are WebAssembly; its pictures are drawn from blobs; nothing comes from elsewhere.
    private static readonly StringValues ContentPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly StringValues Sniff = "nosniff";
    private static readonly StringValues Referrer = "no-referrer";
    private static readonly StringValues Opener = "same-origin";
    private static readonly StringValues Powers = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
    private static readonly StringValues TransportSecurity = "max-age=31536000";

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = Sniff;
        headers["Referrer-Policy"] = Referrer;
        headers["Cross-Origin-Opener-Policy"] = Opener;
        headers["Cross-Origin-Resource-Policy"] = Opener;
        headers["Permissions-Policy"] = Powers;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = TransportSecurity;
        }

        return next(context);
    }
}
