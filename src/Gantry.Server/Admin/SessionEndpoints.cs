using Gantry.Archive.Security;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>Signing in and out, and the own password.</summary>
public sealed class SessionEndpoints(SessionService sessions, AccountService accounts, SignInThrottle throttle, SecurityOptions options)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/session", (RequestDelegate)SignInAsync).AllowAnonymous();
        routes.MapGet("/api/session", (RequestDelegate)GetAsync).RequireAuthorization(Policies.Session);
        routes.MapDelete("/api/session", (RequestDelegate)SignOutAsync).RequireAuthorization(Policies.Session);
        routes.MapPost("/api/session/password", (RequestDelegate)ChangePasswordAsync).RequireAuthorization(Policies.Session);
    }

    private async Task SignInAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, AdminJson.Default.SignInRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        using IDisposable? turn = await throttle.EnterAsync(context.Connection.RemoteIpAddress, context.RequestAborted).ConfigureAwait(false);
        if (turn is null)
        {
            await TooManyAsync(context).ConfigureAwait(false);
            return;
        }

        SignInOutcome outcome = await sessions.SignInAsync(asked.User ?? "", asked.Password ?? "", Address.Of(context), context.RequestAborted).ConfigureAwait(false);
        await (outcome is SignInOutcome.SignedIn signedIn
            ? AnswerAsync(context, signedIn)
            : Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "sign-in-failed", "Not signed in", "User or password is wrong, or the account is locked for a while.")).ConfigureAwait(false);
    }

    private Task GetAsync(HttpContext context)
    {
        SessionFeature session = context.Features.Get<SessionFeature>()!;
        return JsonExchange.WriteAsync(context, Describe(session.Session, session.Account), AdminJson.Default.SessionAnswer);
    }

    private async Task SignOutAsync(HttpContext context)
    {
        SessionFeature session = context.Features.Get<SessionFeature>()!;
        await sessions.SignOutAsync(session.Secret, new Caller(session.Account.Name, Address.Of(context)), context.RequestAborted).ConfigureAwait(false);
        SessionCookie.Remove(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ChangePasswordAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, AdminJson.Default.PasswordRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        using IDisposable? turn = await throttle.EnterAsync(context.Connection.RemoteIpAddress, context.RequestAborted).ConfigureAwait(false);
        if (turn is null)
        {
            await TooManyAsync(context).ConfigureAwait(false);
            return;
        }

        SessionFeature session = context.Features.Get<SessionFeature>()!;
        var by = new Caller(session.Account.Name, Address.Of(context));
        PasswordOutcome outcome = await accounts.ChangePasswordAsync(session.Account.Name, asked.Current ?? "", asked.New ?? "", by, context.RequestAborted).ConfigureAwait(false);
        await (outcome switch
        {
            PasswordOutcome.Changed changed => AnswerAsync(context, sessions.Restart(changed.Account, session.Session.CsrfToken)),
            PasswordOutcome.Refused refused => Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "password-refused", "Choose another password", refused.Reason),
            _ => Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "sign-in-failed", "Password not changed", "The current password is wrong, or the account is locked for a while."),
        }).ConfigureAwait(false);
    }

    private Task AnswerAsync(HttpContext context, SignInOutcome.SignedIn signedIn)
    {
        SessionCookie.Write(context, signedIn.Secret);
        return JsonExchange.WriteAsync(context, Describe(signedIn.Session, signedIn.Account), AdminJson.Default.SessionAnswer);
    }

    private SessionAnswer Describe(Session session, Account account) => new(
        account.Name,
        AdminWords.Of(account.Role),
        GantryClaims.RightsOf(account),
        account.MustChangePassword,
        session.CsrfToken,
        sessions.ExpiryOf(session),
        options.MinimumPasswordLength);

    private static Task TooManyAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "30";
        return Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too-many-attempts", "Too many sign-ins", "Too many sign-ins were tried from this address; wait half a minute.");
    }
}
