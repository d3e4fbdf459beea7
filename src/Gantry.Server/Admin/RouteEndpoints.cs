using System.Globalization;
using Gantry.Archive.Audit;
using Gantry.Archive.Changes;
using Gantry.Archive.Query;
using Gantry.Archive.Routing;
using Gantry.Archive.Rules;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ArchiveRoute = Gantry.Archive.Routing.Route;

namespace Gantry.Server.Admin;

/// <summary>Routing rules and what their destinations refused, for administrators.</summary>
public sealed class RouteEndpoints(IRuleStore<ArchiveRoute, RouteState> store, IChangeFeed feed, IAuditLog audit, StudyNames names)
{
    private const int MaxFailures = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/routes", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/routes/{name}", (RequestDelegate)GetAsync).RequireAuthorization(Policies.Administer);
        routes.MapPut("/api/routes/{name}", (RequestDelegate)PutAsync).RequireAuthorization(Policies.Administer);
        routes.MapDelete("/api/routes/{name}", (RequestDelegate)RemoveAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/routes/{name}/failures", (RequestDelegate)FailuresAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/routes/{name}/retry", (RequestDelegate)RetryAsync).RequireAuthorization(Policies.Administer);
    }

    private Task ListAsync(HttpContext context) => JsonExchange.WriteAsync(context, new RoutesAnswer([.. store.List().Select(r => Describe(r.Rule, r.State))]), RouteMessagesJson.Default.RoutesAnswer);

    private Task GetAsync(HttpContext context) =>
        store.Find(NameOf(context)) is (var route, var state) ? JsonExchange.WriteAsync(context, Describe(route, state), RouteMessagesJson.Default.RouteAnswer) : UnknownAsync(context);

    private async Task PutAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, RouteMessagesJson.Default.RouteRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        ArchiveRoute? before = store.Find(NameOf(context))?.Rule;
        if (Read(asked, out string fault) is not { } route || (fault = (route = route with { Name = NameOf(context) }).FindFault() ?? "").Length > 0)
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "route-refused", "Not like this", $"{char.ToUpperInvariant(fault[0])}{fault[1..]}.").ConfigureAwait(false);
            return;
        }

        // The token is not told, so that who changes something else cannot repeat it; to another address it never goes.
        store.Put(route with { Token = route.Token ?? (route.Url is not null && route.Url == before?.Url ? before.Token : null) }, asked.FromStart == true ? 0 : feed.Latest);
        await NoteAsync(context, AuditKind.RouteChanged, route.Name).ConfigureAwait(false);
        (ArchiveRoute now, RouteState state) = store.Find(route.Name)!.Value;
        await JsonExchange.WriteAsync(context, Describe(now, state), RouteMessagesJson.Default.RouteAnswer, before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (!store.Remove(NameOf(context)))
        {
            await UnknownAsync(context).ConfigureAwait(false);
            return;
        }

        await NoteAsync(context, AuditKind.RouteRemoved, NameOf(context)).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task FailuresAsync(HttpContext context)
    {
        if (store.Find(NameOf(context)) is null)
        {
            await UnknownAsync(context).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<RuleFailure> failures = store.Failures(NameOf(context), MaxFailures);
        IReadOnlyDictionary<string, StudyName> here = await names.FindAsync(failures.Select(f => f.Study), context.RequestAborted).ConfigureAwait(false);
        RouteFailuresAnswer answer = new(
            store.CountFailures(NameOf(context)),
            [.. failures.Select(f => new RouteFailureAnswer(f.Instance, f.Study, f.Reason, f.At, f.IsToBeRetried, here.GetValueOrDefault(f.Study)))]);
        await JsonExchange.WriteAsync(context, answer, RouteMessagesJson.Default.RouteFailuresAnswer).ConfigureAwait(false);
    }

    private Task RetryAsync(HttpContext context) =>
        store.Find(NameOf(context)) is null ? UnknownAsync(context) : JsonExchange.WriteAsync(context, new RouteRetryAnswer(store.Retry(NameOf(context))), RouteMessagesJson.Default.RouteRetryAnswer);

    private RouteAnswer Describe(ArchiveRoute route, RouteState state) => new(
        route.Name, AdminWords.Of(route.Action), route.Peer, route.Url, route.WaitsForStudy ? "study" : "instance", route.QuietSeconds, [.. route.Conditions.Select(c => c.ToString())], route.Sources,
        Time(route.From), Time(route.Until), !route.IsDisabled, state.Forwarded, state.Cursor < 0 ? 0 : Math.Max(0, feed.Latest - state.Cursor), store.CountFailures(route.Name), state.Attempts,
        state.Attempts > 0 ? state.NextAt : null, state.Error, route.Token is not null);

    private static ArchiveRoute? Read(RouteRequest asked, out string fault)
    {
        List<AttributeCondition?> conditions = [.. (asked.Match ?? []).Select(AttributeCondition.Parse)];
        bool hasAction = Enum.TryParse(asked.Action ?? "send", ignoreCase: true, out RouteAction action);
        TimeOnly from = default;
        TimeOnly until = default;
        fault = !hasAction ? "an action is send, notify or prefetch"
            : asked.When is not (null or "instance" or "study") ? "when is instance or study"
            : conditions.Contains(null) ? "a condition is written as Attribute=value, as in Modality=CT,MR"
            : (asked.From is not null && !TimeOnly.TryParse(asked.From, CultureInfo.InvariantCulture, out from)) || (asked.Until is not null && !TimeOnly.TryParse(asked.Until, CultureInfo.InvariantCulture, out until)) ? "a time is written as 18:30"
            : "";
        return fault.Length > 0 ? null : new ArchiveRoute
        {
            Name = "", Action = action, Peer = asked.Peer, Url = asked.Url, Token = asked.Token, WaitsForStudy = asked.When == "study", QuietSeconds = asked.QuietSeconds ?? 60,
            Conditions = [.. conditions.OfType<AttributeCondition>()], Sources = asked.Sources ?? [], From = asked.From is null ? null : from, Until = asked.Until is null ? null : until, IsDisabled = asked.Enabled == false,
        };
    }

    private ValueTask NoteAsync(HttpContext context, AuditKind kind, string name) =>
        audit.AppendAsync(new AuditEvent(kind, GantryClaims.NameOf(context.User), Address.Of(context), name), context.RequestAborted);

    private static string? Time(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static Task UnknownAsync(HttpContext context) => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-route", "No such rule", "There is no rule of this name.");

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}
