using System.Security.Claims;
using Gantry.Archive.Audit;
using Gantry.Archive.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Security;

/// <summary>Finds who asks: by bearer token where the header is there, otherwise by the session's cookie.</summary>
internal sealed class GantryAuthentication(SessionService sessions, TokenService tokens, IAuditLog audit) : IAuthenticationHandler
{
    public const string Scheme = "gantry";

    private const string Bearer = "Bearer ";

    private HttpContext context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        this.context = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync()
    {
        ClaimsPrincipal? caller = Find();
        return Task.FromResult(caller is null ? AuthenticateResult.NoResult() : AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme)));
    }

    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"gantry\"";
        return Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "sign-in-required", "Sign-in required", "Sign in, or send a bearer token that has neither expired nor been revoked.");
    }

    public async Task ForbidAsync(AuthenticationProperties? properties)
    {
        if (context.User.HasClaim(c => c.Type == GantryClaims.MustChange))
        {
            await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "password-change-required", "Change your password first", "The password is a one-time password; choose your own to go on.").ConfigureAwait(false);
            return;
        }

        await audit.PostAsync(new AuditEvent(AuditKind.AccessDenied, GantryClaims.NameOf(context.User), Address.Of(context), null, $"{context.Request.Method} {context.Request.Path.Value}"), context.RequestAborted).ConfigureAwait(false);
        await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "not-allowed", "Not allowed", "Your role, or the scopes of your token, do not reach this.").ConfigureAwait(false);
    }

    private ClaimsPrincipal? Find()
    {
        string? authorization = context.Request.Headers.Authorization;
        if (authorization is not null)
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && tokens.Check(authorization[Bearer.Length..].Trim()) is var (token, account, rights)
                ? GantryClaims.OfToken(token, account, rights)
                : null;
        }

        if (context.Request.Cookies[SessionCookie.Name] is not { Length: > 0 and < 100 } secret || sessions.Find(secret) is not var (session, owner))
        {
            return null;
        }

        context.Features.Set(new SessionFeature(secret, session, owner));
        return GantryClaims.OfSession(owner);
    }
}
