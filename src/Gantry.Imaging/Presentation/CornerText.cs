using System.Globalization;
using System.Text;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Imaging.Presentation;

/// <summary>What is written about an instance into a picture of it (PS3.18 8.3.5.1.1).</summary>
public static class CornerText
{
    /// <summary>Who it is of: name, identifier, birth date and sex, a line each; what is absent is left out.</summary>
    public static string Patient(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Lines(
            Name(dataset.GetString(Tags.PatientName)), dataset.GetString(Tags.PatientID),
            $"{Date(dataset.GetString(Tags.PatientBirthDate))} {dataset.GetString(Tags.PatientSex)}", dataset.GetString(Tags.AccessionNumber));
    }

    /// <summary>How it was made: date and time, modality and descriptions, series, instance and frame, and what the modality says of the technique.</summary>
    /// <param name="dataset">The instance's.</param>
    /// <param name="frame">Counted from 1.</param>
    public static string Technique(Dataset dataset, int frame)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        string series = Labelled("Se ", dataset.GetString(Tags.SeriesNumber)) + Labelled("  Im ", dataset.GetString(Tags.InstanceNumber));
        string technique = Labelled("", dataset.GetString(Tags.KVP), " kV") + Labelled("  ", dataset.GetString(Tags.XRayTubeCurrent), " mA")
            + Labelled("  TR ", dataset.GetString(Tags.RepetitionTime)) + Labelled("  TE ", dataset.GetString(Tags.EchoTime));
        string place = Labelled("Th ", dataset.GetString(Tags.SliceThickness), " mm") + Labelled("  Loc ", dataset.GetString(Tags.SliceLocation));
        return Lines(
            dataset.GetString(Tags.InstitutionName),
            $"{Date(dataset.GetString(Tags.AcquisitionDate) ?? dataset.GetString(Tags.StudyDate))} {Time(dataset.GetString(Tags.AcquisitionTime) ?? dataset.GetString(Tags.StudyTime))}",
            $"{dataset.GetString(Tags.Modality)} {dataset.GetString(Tags.StudyDescription)}", dataset.GetString(Tags.SeriesDescription),
            dataset.GetInteger(Tags.NumberOfFrames) > 1 ? string.Create(CultureInfo.InvariantCulture, $"{series}  Fr {frame}") : series, technique, place);
    }

    /// <summary>The first component group that has letters: family name, then the given ones (PS3.5 6.2.1).</summary>
    private static string? Name(string? text)
    {
        string? group = text?.Split('=').FirstOrDefault(g => g.Trim('^', ' ').Length > 0);
        string[] parts = group?.Split('^', StringSplitOptions.TrimEntries) ?? [];
        return parts.Length == 0 ? null : Join(", ", parts[0], string.Join(' ', parts.Skip(1).Where(p => p.Length > 0)));
    }

    private static string? Date(string? text) => text is { Length: >= 8 } && text.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0 ? $"{text[..4]}-{text[4..6]}-{text[6..8]}" : text;

    private static string? Time(string? text) => text is { Length: >= 4 } && text.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0 ? $"{text[..2]}:{text[2..4]}" : text;

    private static string Labelled(string label, string? value, string unit = "") => string.IsNullOrWhiteSpace(value) ? "" : label + value.Trim() + unit;

    private static string Lines(params ReadOnlySpan<string?> lines) => Join("\n", lines);

    private static string Join(string separator, params ReadOnlySpan<string?> parts)
    {
        StringBuilder joined = new();
        foreach (string? part in parts)
        {
            if (part?.Trim() is { Length: > 0 } text)
            {
                joined.Append(joined.Length > 0 ? separator : "").Append(text);
            }
        }

        return joined.ToString();
    }
}
