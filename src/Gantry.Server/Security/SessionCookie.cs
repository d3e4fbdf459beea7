using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Security;

/// <summary>The browser's cookie: a random secret that no script can read and no other site can send.</summary>
public static class SessionCookie
{
    public const string Name = "gantry-session";

    public static void Write(HttpContext context, string secret) => context.Response.Cookies.Append(Name, secret, Options(context));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
