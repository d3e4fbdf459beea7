using Gantry.Archive.Query;
using Gantry.Archive.Security;
using Gantry.Archive.Views;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>The views that peers can be limited to, for administrators.</summary>
public sealed class ViewEndpoints(ViewRegistry views)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/views", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/views/{name}", (RequestDelegate)GetAsync).RequireAuthorization(Policies.Administer);
        routes.MapPut("/api/views/{name}", (RequestDelegate)PutAsync).RequireAuthorization(Policies.Administer);
        routes.MapDelete("/api/views/{name}", (RequestDelegate)RemoveAsync).RequireAuthorization(Policies.Administer);
    }

    private Task ListAsync(HttpContext context) => JsonExchange.WriteAsync(context, new ViewsAnswer([.. views.List().Select(Describe)]), ViewMessagesJson.Default.ViewsAnswer);

    private Task GetAsync(HttpContext context) =>
        views.Find(NameOf(context)) is { } view ? JsonExchange.WriteAsync(context, Describe(view), ViewMessagesJson.Default.ViewAnswer) : UnknownAsync(context);

    private async Task PutAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, ViewMessagesJson.Default.ViewRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        List<AttributeCondition?> conditions = [.. (asked.Match ?? []).Select(AttributeCondition.Parse)];
        if (conditions.Contains(null))
        {
            await RefusedAsync(context, "a condition is written as Attribute=value, as in Modality=CT,MR").ConfigureAwait(false);
            return;
        }

        bool isNew = views.Find(NameOf(context)) is null;
        ArchiveView view = new() { Name = NameOf(context), Conditions = [.. conditions.OfType<AttributeCondition>()], Sources = asked.Sources ?? [] };
        await AnswerAsync(context, await views.PutAsync(view, By(context), context.RequestAborted).ConfigureAwait(false), isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context) =>
        await AnswerAsync(context, await views.RemoveAsync(NameOf(context), By(context), context.RequestAborted).ConfigureAwait(false), StatusCodes.Status204NoContent).ConfigureAwait(false);

    private Task AnswerAsync(HttpContext context, ViewOutcome outcome, int status)
    {
        switch (outcome)
        {
            case ViewOutcome.Done when status == StatusCodes.Status204NoContent:
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            case ViewOutcome.Done done:
                return JsonExchange.WriteAsync(context, Describe(done.View), ViewMessagesJson.Default.ViewAnswer, status);
            case ViewOutcome.InUse used:
                return Problem.WriteAsync(context, StatusCodes.Status409Conflict, "view-in-use", "A peer has it", $"The peer {used.Peer} has this view.");
            case ViewOutcome.Refused refused:
                return RefusedAsync(context, refused.Reason);
            default:
                return UnknownAsync(context);
        }
    }

    private ViewAnswer Describe(ArchiveView view) =>
        new(view.Name, [.. view.Conditions.Select(c => c.ToString())], view.Sources, views.PeersOf(view.Name), view.CreatedAt, view.ChangedAt);

    private static Task RefusedAsync(HttpContext context, string fault) =>
        Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "view-refused", "Not like this", $"{char.ToUpperInvariant(fault[0])}{fault[1..]}.");

    private static Task UnknownAsync(HttpContext context) => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-view", "No such view", "There is no view of this name.");

    private static Caller By(HttpContext context) => new(GantryClaims.NameOf(context.User), Address.Of(context));

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}
