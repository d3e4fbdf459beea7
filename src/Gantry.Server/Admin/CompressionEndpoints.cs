using System.Globalization;
using Gantry.Archive.Audit;
using Gantry.Archive.Changes;
using Gantry.Archive.Compression;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>Compression rules, what they have done, and what failed, for administrators.</summary>
public sealed class CompressionEndpoints(ICompressionStore store, IChangeFeed feed, IArchiveIndex index, IAuditLog audit)
{
    private const int MaxFailures = 1000;

    private static readonly IReadOnlyList<CompressionTargetAnswer> Targets =
        [.. CompressionTargets.All.Select(Describe)];

    private static readonly IReadOnlyList<CompressionTargetAnswer> StoredIn = [.. CompressionTargets.Sources.Select(Describe)];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/compression", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/compression/{name}", (RequestDelegate)GetAsync).RequireAuthorization(Policies.Administer);
        routes.MapPut("/api/compression/{name}", (RequestDelegate)PutAsync).RequireAuthorization(Policies.Administer);
        routes.MapDelete("/api/compression/{name}", (RequestDelegate)RemoveAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/compression/{name}/failures", (RequestDelegate)FailuresAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/compression/{name}/retry", (RequestDelegate)RetryAsync).RequireAuthorization(Policies.Administer);
    }

    private Task ListAsync(HttpContext context)
    {
        IReadOnlyList<(CompressionRule Rule, CompressionState State)> rules = store.List();
        (long objects, long bytes) = index.Superseded.Count();
        CompressionsAnswer answer = new(
            [.. rules.Select(r => Describe(r.Rule, r.State))], Targets, StoredIn, rules.Any(r => r.State.Error is not null && !r.Rule.IsDisabled), new CompressionToFree(objects, bytes));
        return JsonExchange.WriteAsync(context, answer, CompressionMessagesJson.Default.CompressionsAnswer);
    }

    private Task GetAsync(HttpContext context) =>
        store.Find(NameOf(context)) is (var rule, var state) ? JsonExchange.WriteAsync(context, Describe(rule, state), CompressionMessagesJson.Default.CompressionAnswer) : UnknownAsync(context);

    private async Task PutAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, CompressionMessagesJson.Default.CompressionRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        bool isNew = store.Find(NameOf(context)) is null;
        if (Read(asked, NameOf(context), out string fault) is not { } rule || (fault = rule.FindFault() ?? "").Length > 0)
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "compression-refused", "Not like this", $"{char.ToUpperInvariant(fault[0])}{fault[1..]}.").ConfigureAwait(false);
            return;
        }

        store.Put(rule, asked.FromStart == true ? 0 : -1);
        await NoteAsync(context, AuditKind.CompressionChanged, rule.Name).ConfigureAwait(false);
        (CompressionRule now, CompressionState state) = store.Find(rule.Name)!.Value;
        await JsonExchange.WriteAsync(context, Describe(now, state), CompressionMessagesJson.Default.CompressionAnswer, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (!store.Remove(NameOf(context)))
        {
            await UnknownAsync(context).ConfigureAwait(false);
            return;
        }

        await NoteAsync(context, AuditKind.CompressionRemoved, NameOf(context)).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task FailuresAsync(HttpContext context) => store.Find(NameOf(context)) is null ? UnknownAsync(context) : JsonExchange.WriteAsync(
        context,
        new CompressionFailuresAnswer(
            store.CountFailures(NameOf(context)),
            [.. store.Failures(NameOf(context), MaxFailures).Select(f => new CompressionFailureAnswer(f.Instance, f.Study, f.Reason, f.At, f.IsToBeRetried))]),
        CompressionMessagesJson.Default.CompressionFailuresAnswer);

    private Task RetryAsync(HttpContext context) => store.Find(NameOf(context)) is null
        ? UnknownAsync(context)
        : JsonExchange.WriteAsync(context, new CompressionRetryAnswer(store.Retry(NameOf(context))), CompressionMessagesJson.Default.CompressionRetryAnswer);

    private static CompressionTargetAnswer Describe(TransferSyntax syntax) => new(syntax.Uid, CompressionTargets.KeywordOf(syntax.Uid), syntax.Name, syntax.IsLossy);

    private CompressionAnswer Describe(CompressionRule rule, CompressionState state) => new(
        rule.Name, rule.To, TransferSyntax.FromUid(rule.To).Name, rule.AfterSeconds, rule.IsOnArrival, [.. rule.Conditions.Select(c => c.ToString())], rule.Sources, rule.Stored, Time(rule.From), Time(rule.Until),
        rule.IsLossyAllowed, rule.Quality, rule.TakesLarger, !rule.IsDisabled, state.Compressed, state.BytesBefore, state.BytesAfter, state.Left,
        [.. store.Left(rule.Name).Select(l => new CompressionLeftAnswer(l.Reason, l.Count, l.Last))], store.CountFailures(rule.Name),
        state.Cursor < 0 ? 0 : Math.Max(0, feed.Latest - state.Cursor), state.Error);

    private static CompressionRule? Read(CompressionRequest asked, string name, out string fault)
    {
        List<AttributeCondition?> conditions = [.. (asked.Match ?? []).Select(AttributeCondition.Parse)];
        List<string?> stored = [.. (asked.Stored ?? []).Select(CompressionTargets.UidOf)];
        TimeOnly from = default;
        TimeOnly until = default;
        fault = asked.To is null ? "say the transfer syntax to store in"
            : CompressionTargets.UidOf(asked.To) is null ? $"'{asked.To}' is no transfer syntax that is known here"
            : conditions.Contains(null) ? "a condition is written as Attribute=value, as in Modality=CT,MR"
            : stored.Contains(null) ? "what is stored is named by Transfer Syntax UIDs or keywords"
            : (asked.From is not null && !TimeOnly.TryParse(asked.From, CultureInfo.InvariantCulture, out from)) || (asked.Until is not null && !TimeOnly.TryParse(asked.Until, CultureInfo.InvariantCulture, out until)) ? "a time is written as 18:30"
            : "";
        return fault.Length > 0 ? null : new CompressionRule
        {
            Name = name, To = CompressionTargets.UidOf(asked.To!)!, AfterSeconds = asked.AfterSeconds ?? 0, IsOnArrival = asked.OnArrival == true, Conditions = [.. conditions.OfType<AttributeCondition>()], Sources = asked.Sources ?? [],
            Stored = [.. stored.OfType<string>()], From = asked.From is null ? null : from, Until = asked.Until is null ? null : until, IsLossyAllowed = asked.Lossy == true, Quality = asked.Quality ?? 90,
            TakesLarger = asked.EvenIfLarger == true, IsDisabled = asked.Enabled == false,
        };
    }

    private ValueTask NoteAsync(HttpContext context, AuditKind kind, string name) =>
        audit.AppendAsync(new AuditEvent(kind, GantryClaims.NameOf(context.User), Address.Of(context), name), context.RequestAborted);

    private static string? Time(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static Task UnknownAsync(HttpContext context) => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-compression", "No such rule", "There is no compression rule of this name.");

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}
