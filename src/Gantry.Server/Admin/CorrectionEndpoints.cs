using System.Globalization;
using Gantry.Archive.Corrections;
using Gantry.Archive.Security;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>Corrections of patients and studies and their history, for administrators.</summary>
public sealed class CorrectionEndpoints(CorrectionService corrections, ICorrectionStore store, ICorrectedIndex index)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/corrections", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/corrections", (RequestDelegate)MakeAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/corrections/{number}/undo", (RequestDelegate)UndoAsync).RequireAuthorization(Policies.Administer);
    }

    private Task ListAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        PatientIdentity? patient = query["patientId"] is [{ Length: > 0 } id, ..] ? new PatientIdentity(id, Given(query["issuerOfPatientId"])) : null;
        StudyUid uid = default;
        if ((patient is null && Given(query["study"]) is null) || (Given(query["study"]) is { } text && !StudyUid.TryParse(text, out uid)))
        {
            return RefusedAsync(context, new CorrectionFault("target-missing", "Name a study or a patientId."));
        }

        StudyUid? study = uid == default ? null : uid;
        List<Correction> found = [.. store.ReadOf(study, patient)];
        if (study is { } one)
        {
            // Those of the patient too, as far as they are in force for the study.
            found.AddRange(store.ReadAll(index.InForce(one)).Where(c => found.TrueForAll(f => f.Number != c.Number)));
        }

        Dictionary<long, long> undone = found.Where(c => c.Undoes is not null).ToDictionary(c => c.Undoes!.Value, c => c.Number);
        CorrectionsAnswer answer = new([.. found.OrderBy(c => c.Number).Select(c => Describe(c, undone.TryGetValue(c.Number, out long by) ? by : null))]);
        return JsonExchange.WriteAsync(context, answer, CorrectionMessagesJson.Default.CorrectionsAnswer);
    }

    private async Task MakeAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, CorrectionMessagesJson.Default.CorrectionRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        if (Read(asked, out CorrectionFault? fault) is not { } correction)
        {
            await RefusedAsync(context, fault!).ConfigureAwait(false);
            return;
        }

        await AnswerAsync(context, await corrections.MakeAsync(correction, By(context), context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task UndoAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, CorrectionMessagesJson.Default.UndoRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        CorrectionOutcome outcome = long.TryParse((string)context.Request.RouteValues["number"]!, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? await corrections.UndoAsync(number, asked.Reason ?? "", By(context), context.RequestAborted).ConfigureAwait(false)
            : new CorrectionOutcome.Unknown();
        await AnswerAsync(context, outcome).ConfigureAwait(false);
    }

    private static Task AnswerAsync(HttpContext context, CorrectionOutcome outcome) => outcome switch
    {
        CorrectionOutcome.Done done => JsonExchange.WriteAsync(
            context, Describe(done.Correction, undoneBy: null) with { Studies = done.Studies }, CorrectionMessagesJson.Default.CorrectionAnswer, StatusCodes.Status201Created),
        CorrectionOutcome.Refused refused => RefusedAsync(context, refused.Fault),
        _ => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-correction", "No such correction", "There is no correction of this number."),
    };

    private static Task RefusedAsync(HttpContext context, CorrectionFault fault) =>
        Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, $"correction-{fault.Rule}", "Not like this", fault.Detail);

    private static Correction? Read(CorrectionRequest asked, out CorrectionFault? fault)
    {
        CorrectionTarget? target = TargetOf(asked, out fault);
        List<AttributeChange> changes = [];
        foreach (ChangeMessage change in asked.Changes ?? [])
        {
            if (!DicomDictionary.TryParseTag(change.Attribute, out DicomTag tag))
            {
                fault ??= new CorrectionFault("attribute-unknown", $"'{change.Attribute}' is neither a keyword nor a tag.");
            }

            changes.Add(new AttributeChange(tag, change.Values));
        }

        CorrectionReason? reason = (asked.Code ?? "CORRECT") switch { "CORRECT" => CorrectionReason.Correct, "COERCE" => CorrectionReason.Coerce, _ => null };
        fault ??= reason is null ? new CorrectionFault("code-unknown", "code is CORRECT or COERCE.") : null;
        return fault is null ? new Correction { Target = target, Changes = changes, Why = asked.Reason ?? "", Reason = reason!.Value, By = "", At = default } : null;
    }

    private static CorrectionTarget? TargetOf(CorrectionRequest asked, out CorrectionFault? fault)
    {
        StudyUid study = default;
        SeriesUid series = default;
        InstanceUid instance = default;
        bool isPatient = asked.PatientId is not null;
        bool isWellFormed = isPatient
            ? asked is { Study: null, Series: null, Instance: null }
            : StudyUid.TryParse(asked.Study, out study)
                && (asked.Series is null ? asked.Instance is null : SeriesUid.TryParse(asked.Series, out series))
                && (asked.Instance is null || InstanceUid.TryParse(asked.Instance, out instance));
        fault = isWellFormed ? null : new CorrectionFault("target-missing", "Name a patientId, or a study, with a series and an instance of it where only these are meant.");
        return !isWellFormed ? null
            : isPatient ? CorrectionTarget.Of(new PatientIdentity(asked.PatientId!, asked.IssuerOfPatientId is { Length: > 0 } issuer ? issuer : null))
            : asked.Instance is not null ? CorrectionTarget.Of(study, series, instance)
            : asked.Series is not null ? CorrectionTarget.Of(study, series)
            : CorrectionTarget.Of(study);
    }

    private static CorrectionAnswer Describe(Correction c, long? undoneBy) => new(
        c.Number, c.Target?.Study?.Value, c.Target?.Series?.Value, c.Target?.Instance?.Value, c.Target?.Patient?.Id, c.Target?.Patient?.Issuer,
        [.. c.Changes.Select(change => new ChangeMessage(DicomDictionary.KeywordOf(change.Tag) ?? change.Tag.Hex, change.Values))],
        c.Why, c.Reason == CorrectionReason.Coerce ? "COERCE" : "CORRECT", c.By, c.At, c.Undoes, undoneBy);

    private static string? Given(Microsoft.Extensions.Primitives.StringValues values) => values is [{ Length: > 0 } first, ..] ? first : null;

    private static Caller By(HttpContext context) => new(GantryClaims.NameOf(context.User), Address.Of(context));
}
