using System.Globalization;
using Gantry.Archive.Peers;
using Gantry.Archive.Security;
using Gantry.Server.Peers;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>The registry of peers, trying one by C-ECHO, and the associations of late, for administrators.</summary>
public sealed class PeerEndpoints(PeerRegistry peers, PeerConnector connector, AssociationHistory history)
{
    private const int MaxAssociations = 500;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/peers", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/peers", (RequestDelegate)AddAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/peers/{name}", (RequestDelegate)GetAsync).RequireAuthorization(Policies.Administer);
        routes.MapPatch("/api/peers/{name}", (RequestDelegate)ChangeAsync).RequireAuthorization(Policies.Administer);
        routes.MapDelete("/api/peers/{name}", (RequestDelegate)RemoveAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/peers/{name}/echo", (RequestDelegate)EchoAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/associations", (RequestDelegate)AssociationsAsync).RequireAuthorization(Policies.Administer);
    }

    private Task ListAsync(HttpContext context) =>
        JsonExchange.WriteAsync(context, new PeersAnswer([.. peers.List().Select(PeerWords.Describe)]), PeerJson.Default.PeersAnswer);

    private Task GetAsync(HttpContext context) =>
        peers.Find(NameOf(context)) is { } peer ? JsonExchange.WriteAsync(context, PeerWords.Describe(peer), PeerJson.Default.PeerAnswer) : UnknownAsync(context);

    private async Task AddAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, PeerJson.Default.PeerRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        var blank = new Peer { Name = asked.Name ?? "", AeTitle = default, Host = "", Port = 0 };
        if (PeerWords.Read(asked with { AeTitle = asked.AeTitle ?? asked.Name ?? "" }, blank, out string? fault) is not { } peer)
        {
            await RefusedAsync(context, fault!).ConfigureAwait(false);
            return;
        }

        await AnswerAsync(context, await peers.AddAsync(peer, By(context), context.RequestAborted).ConfigureAwait(false), StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, PeerJson.Default.PeerRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        if (peers.Find(NameOf(context)) is not { } before)
        {
            await UnknownAsync(context).ConfigureAwait(false);
            return;
        }

        if (PeerWords.Read(asked, before, out string? fault) is null)
        {
            await RefusedAsync(context, fault!).ConfigureAwait(false);
            return;
        }

        PeerOutcome outcome = await peers.ChangeAsync(NameOf(context), p => PeerWords.Read(asked, p, out _)!, By(context), context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(context, outcome, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (await peers.RemoveAsync(NameOf(context), By(context), context.RequestAborted).ConfigureAwait(false) is PeerOutcome.Done)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await UnknownAsync(context).ConfigureAwait(false);
    }

    private async Task EchoAsync(HttpContext context)
    {
        if (peers.Find(NameOf(context)) is not { } peer)
        {
            await UnknownAsync(context).ConfigureAwait(false);
            return;
        }

        PeerEcho echo = await connector.EchoAsync(peer, context.RequestAborted).ConfigureAwait(false);
        await JsonExchange.WriteAsync(context, new EchoAnswer(echo.Succeeded, echo.Detail, Math.Round(echo.Duration.TotalMilliseconds, 1)), PeerJson.Default.EchoAnswer).ConfigureAwait(false);
    }

    private Task AssociationsAsync(HttpContext context)
    {
        int limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? Math.Clamp(asked, 1, MaxAssociations) : 100;
        IEnumerable<AssociationAnswer> answers = history.List(context.Request.Query["peer"] is [{ Length: > 0 } name] ? name : null, limit).Select(r => new AssociationAnswer(
            r.At, r.IsIncoming ? "in" : "out", r.CallingAe, r.CalledAe, r.Address, r.Peer, r.Outcome, r.Reason, Math.Round(r.Duration.TotalSeconds, 3),
            r.Stored, r.Failed, r.Echoes, r.Queries, r.Retrievals, r.Bytes));
        return JsonExchange.WriteAsync(context, new AssociationsAnswer([.. answers]), PeerJson.Default.AssociationsAnswer);
    }

    private static Task AnswerAsync(HttpContext context, PeerOutcome outcome, int status) => outcome switch
    {
        PeerOutcome.Done done => JsonExchange.WriteAsync(context, PeerWords.Describe(done.Peer), PeerJson.Default.PeerAnswer, status),
        PeerOutcome.Taken taken => Problem.WriteAsync(context, StatusCodes.Status409Conflict, "name-taken", "The name is taken", Sentence(taken.Reason)),
        PeerOutcome.Refused refused => RefusedAsync(context, refused.Reason),
        _ => UnknownAsync(context),
    };

    private static Task RefusedAsync(HttpContext context, string reason) =>
        Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "peer-refused", "Not like this", Sentence(reason));

    private static Task UnknownAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-peer", "No such peer", "There is no peer of this name.");

    private static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}.";

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static Caller By(HttpContext context) => new(GantryClaims.NameOf(context.User), Address.Of(context));
}
