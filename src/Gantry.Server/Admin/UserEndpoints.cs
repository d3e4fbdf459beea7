using Gantry.Archive.Security;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>Accounts, for administrators.</summary>
public sealed class UserEndpoints(AccountService accounts, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/users", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/users", (RequestDelegate)AddAsync).RequireAuthorization(Policies.Administer);
        routes.MapPatch("/api/users/{name}", (RequestDelegate)ChangeAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/users/{name}/password", (RequestDelegate)ResetPasswordAsync).RequireAuthorization(Policies.Administer);
    }

    private Task ListAsync(HttpContext context) =>
        JsonExchange.WriteAsync(context, new UsersAnswer([.. accounts.List().Select(Describe)]), AdminJson.Default.UsersAnswer);

    private async Task AddAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, AdminJson.Default.NewUserRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        if (AdminWords.RoleOf(asked.Role) is not { } role)
        {
            await UnknownRoleAsync(context).ConfigureAwait(false);
            return;
        }

        AccountOutcome outcome = await accounts.AddAsync(asked.Name ?? "", role, password: null, By(context), context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(context, outcome, done =>
            JsonExchange.WriteAsync(context, new NewUserAnswer(Describe(done.Account), done.OneTimePassword), AdminJson.Default.NewUserAnswer, StatusCodes.Status201Created)).ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, AdminJson.Default.UserChange).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        Role? role = AdminWords.RoleOf(asked.Role);
        if (asked.Role is not null && role is null)
        {
            await UnknownRoleAsync(context).ConfigureAwait(false);
            return;
        }

        AccountOutcome outcome = await accounts.ChangeAsync(NameOf(context), role, asked.Disabled, By(context), context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(context, outcome, done => JsonExchange.WriteAsync(context, Describe(done.Account), AdminJson.Default.UserAnswer)).ConfigureAwait(false);
    }

    private async Task ResetPasswordAsync(HttpContext context)
    {
        AccountOutcome outcome = await accounts.ResetPasswordAsync(NameOf(context), password: null, By(context), context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(context, outcome, done =>
            JsonExchange.WriteAsync(context, new OneTimePasswordAnswer(done.OneTimePassword), AdminJson.Default.OneTimePasswordAnswer)).ConfigureAwait(false);
    }

    private static Task AnswerAsync(HttpContext context, AccountOutcome outcome, Func<AccountOutcome.Done, Task> answer) => outcome switch
    {
        AccountOutcome.Done done => answer(done),
        AccountOutcome.NameTaken => Problem.WriteAsync(context, StatusCodes.Status409Conflict, "name-taken", "The name is taken", "There is an account of this name."),
        AccountOutcome.LastAdministrator => Problem.WriteAsync(context, StatusCodes.Status409Conflict, "last-administrator", "The last administrator", "Nobody could manage the archive any more; make another administrator first."),
        AccountOutcome.Refused refused => Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "account-refused", "Not like this", refused.Reason),
        _ => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-account", "No such account", "There is no account of this name."),
    };

    private UserAnswer Describe(Account a) =>
        new(a.Name, AdminWords.Of(a.Role), a.IsDisabled, a.LockedUntil > time.GetUtcNow(), a.MustChangePassword, a.CreatedAt, a.LastSignInAt);

    private static Task UnknownRoleAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "account-refused", "Not like this", "The role is \"administrator\" or \"reader\".");

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static Caller By(HttpContext context) => new(GantryClaims.NameOf(context.User), Address.Of(context));
}
