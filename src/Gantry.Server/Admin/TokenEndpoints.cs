using Gantry.Archive.Security;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>Bearer tokens, for administrators.</summary>
public sealed class TokenEndpoints(TokenService tokens)
{
    private const int MaxNameLength = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tokens", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/tokens", (RequestDelegate)CreateAsync).RequireAuthorization(Policies.Administer);
        routes.MapDelete("/api/tokens/{id}", (RequestDelegate)RevokeAsync).RequireAuthorization(Policies.Administer);
    }

    private Task ListAsync(HttpContext context) =>
        JsonExchange.WriteAsync(context, new TokensAnswer([.. tokens.List().Select(Describe)]), AdminJson.Default.TokensAnswer);

    private async Task CreateAsync(HttpContext context)
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

        if (await tokens.CreateAsync(asked.User ?? "", name, scopes, asked.ExpiresAt, By(context), context.RequestAborted).ConfigureAwait(false) is not var (token, secret))
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-account", "No such account", "There is no account of this name.").ConfigureAwait(false);
            return;
        }

        await JsonExchange.WriteAsync(context, new NewTokenAnswer(Describe(token), secret), AdminJson.Default.NewTokenAnswer, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private async Task RevokeAsync(HttpContext context)
    {
        if (await tokens.RevokeAsync((string)context.Request.RouteValues["id"]!, By(context), context.RequestAborted).ConfigureAwait(false))
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
