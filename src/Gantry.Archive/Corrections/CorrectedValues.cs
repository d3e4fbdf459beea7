using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Values;

namespace Gantry.Archive.Corrections;

/// <summary>Whether values that a person gives are what their VR holds (PS3.5 6.2). Stricter than what is read of devices.</summary>
internal static class CorrectedValues
{
    private const int MaxValues = 100;

    /// <summary>What is wrong, in words without a full stop; null when all is well.</summary>
    public static string? FindFault(DicomAttribute attribute, IReadOnlyList<string> values)
    {
        if (values.Count > MaxValues || (values.Count > 0 && ValueMultiplicity.TryParse(attribute.Vm, out ValueMultiplicity multiplicity) && !multiplicity.Allows(values.Count)))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{values.Count} values where {attribute.Vm} can be");
        }

        return values.Select(value => FindFault(attribute.Vrs[0], attribute.Tag, value)).FirstOrDefault(fault => fault is not null);
    }

    private static string? FindFault(Vr vr, DicomTag tag, string value)
    {
        if (value.Length == 0)
        {
            return "one of its values is empty";
        }

        bool isText = vr is Vr.LT or Vr.ST or Vr.UT;
        if (value.Any(c => char.IsSurrogate(c) ? !IsPaired(value) : char.IsControl(c) && !(isText && c is '\r' or '\n' or '\f' or '\t')))
        {
            return "it has characters that cannot stand in it";
        }

        if (value != value.Trim(' '))
        {
            return "it begins or ends with a space";
        }

        return !isText && vr != Vr.UR && value.Contains('\\', StringComparison.Ordinal) ? "a backslash stands between values, not in one"
            : IsOf(vr, tag, value) ? null : $"'{(value.Length > 80 ? value[..80] : value)}' is no {VrRules.Code(vr)} value";
    }

    private static bool IsOf(Vr vr, DicomTag tag, string value) => vr switch
    {
        Vr.AE => value.Length <= 16 && System.Text.Ascii.IsValid(value),
        Vr.AS => AgeString.TryParse(value, out _),
        Vr.CS => value.Length <= 16 && value.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is ' ' or '_'),
        Vr.DA => value.Length == 8 && DicomDate.TryParse(value, out _),
        Vr.DS => value.Length <= 16 && DecimalString.TryParse(value, out _),
        Vr.DT => value.Length <= 26 && DicomDateTime.TryParse(value, out _),
        Vr.IS => value.Length <= 12 && IntegerString.TryParse(value, out _),
        Vr.LO => Characters(value) <= 64,
        Vr.LT => Characters(value) <= 10_240,
        Vr.PN => value.Split('=') is { Length: <= 3 } groups && groups.All(g => Characters(g) <= 64 && g.Count(c => c == '^') <= 4),
        Vr.SH => Characters(value) <= 16,
        Vr.ST => Characters(value) <= 1024,
        Vr.TM => value.Length <= 14 && DicomTime.TryParse(value, out _),
        Vr.UC or Vr.UT => Characters(value) <= 10_240,
        Vr.UR => value.Length <= 10_240 && System.Text.Ascii.IsValid(value) && Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out _),
        _ => IsNumber(vr, tag, value),
    };

    private static bool IsNumber(Vr vr, DicomTag tag, string value)
    {
        try
        {
            new Dataset().Set(tag, vr, value);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static int Characters(string value) => value.EnumerateRunes().Count();

    private static bool IsPaired(string value) => value.EnumerateRunes().All(r => r != System.Text.Rune.ReplacementChar) || value.Contains('\uFFFD', StringComparison.Ordinal);
}
