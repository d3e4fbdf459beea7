using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Security;

/// <summary>
/// Answers only requests for names that are this server's: a page of elsewhere whose name was made to point to this machine (DNS rebinding) gets nothing.
/// </summary>
/// <param name="allowedHosts">Names beside the loopback ones; "*" takes all.</param>
internal sealed class HostFilter(IReadOnlyList<string> allowedHosts)
{
    private readonly HashSet<string> names = new(["localhost", "127.0.0.1", "[::1]", .. allowedHosts], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (names.Contains("*") || names.Contains(context.Request.Host.Host))
        {
            return next(context);
        }

        return Problem.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, "unknown-host", "Not this server", "The request names a host that this server does not answer for; an administrator adds it with http.allowedHosts.");
    }
}
