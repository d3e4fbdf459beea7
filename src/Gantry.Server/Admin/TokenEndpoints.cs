using Gantry.Archive.Security;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>Bearer tokens: all of them for administrators, their own for everybody signed in at a browser.</summary>
public sealed class TokenEndpoints(TokenService tokens)
{
    private const int MaxNameLength = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tokens", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/tokens", (RequestDelegate)CreateAsync).RequireAuthorization(Policies.Administer);
        routes.MapDelete("/api/tokens/{id}", (RequestDelegate)RevokeAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/session/tokens", (RequestDelegate)ListOwnAsync).RequireAuthorization(Policies.Session);
        routes.MapPost("/api/session/tokens", (RequestDelegate)CreateOwnAsync).RequireAuthorization(Policies.Session);
        routes.MapDelete("/api/session/tokens/{id}", (RequestDelegate)RevokeOwnAsync).RequireAuthorization(Policies.Session);
    }

    private Task ListOwnAsync(HttpContext context) => OwnerOf(context) is { } owner
        ? JsonExchange.WriteAsync(context, new TokensAnswer([.. tokens.List().Where(t => t.Account == owner).Select(Describe)]), AdminJson.Default.TokensAnswer)
        : PasswordFirstAsync(context);

    private Task CreateOwnAsync(HttpContext context) => OwnerOf(context) is { } owner ? CreateAsync(context, owner) : PasswordFirstAsync(context);

    private Task RevokeOwnAsync(HttpContext context) => OwnerOf(context) is { } owner
        ? RevokeAsync(context, token => token.Account == owner)
        : PasswordFirstAsync(context);

    /// <summary>Null while the password has to be changed: a one-time password must not make tokens that outlive it.</summary>
    private static string? OwnerOf(HttpContext context) => context.Features.Get<SessionFeature>() is { Account: { MustChangePassword: false } account } ? account.Name : null;

    private static Task PasswordFirstAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "password-change-required", "Choose a password first", "The password that was used serves once: change it first.");

    private Task ListAsync(HttpContext context) =>
        JsonExchange.WriteAsync(context, new TokensAnswer([.. tokens.List().Select(Describe)]), AdminJson.Default.TokensAnswer);

    private Task CreateAsync(HttpContext context) => CreateAsync(context, null);

    /// <param name="context">The request.</param>
    /// <param name="owner">Whose token it becomes, whoever the body names; null takes the body's.</param>
    private async Task CreateAsync(HttpContext context, string? owner)
    {
        if (await JsonExchange.ReadAsync(context, AdminJson.Default.NewTokenRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        if (AdminWords.RightsOf(asked.Scopes) is not { } scopes || asked.Name is not { Length: > 0 and <= MaxNameLength } name)
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "token-refused", "Not like this", "A token needs a name of at most 100 characters and some of the scopes \"read\", \"store\" and \"admin\".").ConfigureAwait(false);
            return;
        }

        if (await tokens.CreateAsync(owner ?? asked.User ?? "", name, scopes, asked.ExpiresAt, By(context), context.RequestAborted).ConfigureAwait(false) is not var (token, secret))
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-account", "No such account", "There is no account of this name.").ConfigureAwait(false);
            return;
        }

        await JsonExchange.WriteAsync(context, new NewTokenAnswer(Describe(token), secret), AdminJson.Default.NewTokenAnswer, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private Task RevokeAsync(HttpContext context) => RevokeAsync(context, _ => true);

    private async Task RevokeAsync(HttpContext context, Func<ApiToken, bool> isAllowed)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (tokens.List().Any(token => token.Id == id && isAllowed(token)) && await tokens.RevokeAsync(id, By(context), context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-token", "No such token", "There is no token of this id.").ConfigureAwait(false);
        }
    }

    private static TokenAnswer Describe(ApiToken t) =>
        new(t.Id, t.Account, t.Name, AdminWords.ScopesOf(t.Scopes), t.CreatedAt, t.ExpiresAt, t.LastUsedAt, t.RevokedAt);

    private static Caller By(HttpContext context) => new(GantryClaims.NameOf(context.User), Address.Of(context));
}
