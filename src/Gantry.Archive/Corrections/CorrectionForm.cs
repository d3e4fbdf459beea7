using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Dicom;

namespace Gantry.Archive.Corrections;

/// <summary>A correction as JSON, the form in which backends keep it; its number stands beside it.</summary>
public static class CorrectionForm
{
    public static string Write(Correction correction)
    {
        ArgumentNullException.ThrowIfNull(correction);
        CorrectionTarget? target = correction.Target;
        return JsonSerializer.Serialize(
            new CorrectionMembers(
                target?.Patient?.Id, target?.Patient?.Issuer, target?.Study?.Value, target?.Series?.Value, target?.Instance?.Value,
                [.. correction.Changes.Select(c => new ChangeMembers(c.Tag.Hex, c.Values))], correction.Reason, correction.At, correction.By, correction.Why, correction.Undoes),
            CorrectionJson.Default.CorrectionMembers);
    }

    /// <exception cref="FormatException">It is not what <see cref="Write"/> makes.</exception>
    public static Correction Read(long number, string json)
    {
        try
        {
            CorrectionMembers members = JsonSerializer.Deserialize(json, CorrectionJson.Default.CorrectionMembers) ?? throw new FormatException("A correction is empty.");
            return new Correction
            {
                Number = number,
                Target = TargetOf(members),
                Changes = [.. members.Changes.Select(c => new AttributeChange(DicomTag.TryParse(c.Tag, out DicomTag tag) ? tag : throw new FormatException($"'{c.Tag}' is no tag."), c.Values))],
                Reason = members.Reason,
                At = members.At,
                By = members.By,
                Why = members.Why,
                Undoes = members.Undoes,
            };
        }
        catch (JsonException malformed)
        {
            throw new FormatException("A correction cannot be read.", malformed);
        }
    }

    private static CorrectionTarget? TargetOf(CorrectionMembers members) => members switch
    {
        { PatientId: { } id } => CorrectionTarget.Of(new PatientIdentity(id, members.Issuer)),
        { Study: { } study, Series: { } series, Instance: { } instance } => CorrectionTarget.Of(StudyUid.Parse(study), SeriesUid.Parse(series), InstanceUid.Parse(instance)),
        { Study: { } study, Series: { } series } => CorrectionTarget.Of(StudyUid.Parse(study), SeriesUid.Parse(series)),
        { Study: { } study } => CorrectionTarget.Of(StudyUid.Parse(study)),
        _ => null,
    };
}

internal sealed record ChangeMembers(string Tag, IReadOnlyList<string>? Values);

internal sealed record CorrectionMembers(
    string? PatientId, string? Issuer, string? Study, string? Series, string? Instance, IReadOnlyList<ChangeMembers> Changes, CorrectionReason Reason, DateTimeOffset At, string By, string Why, long? Undoes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CorrectionMembers))]
internal sealed partial class CorrectionJson : JsonSerializerContext;
