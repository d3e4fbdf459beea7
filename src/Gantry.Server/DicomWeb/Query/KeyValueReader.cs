using Gantry.Archive.Query;
using Gantry.Dicom;

namespace Gantry.Server.DicomWeb.Query;

/// <summary>Makes a key's match from its text, by its value representation (PS3.18 8.3.4.1, PS3.4 C.2.2.2).</summary>
internal static class KeyValueReader
{
    private static readonly System.Buffers.SearchValues<char> DateTimeCharacters = System.Buffers.SearchValues.Create("0123456789.+-");

    private const string EmptyValue = "\"\"";

    /// <summary>The match; null with an empty <paramref name="error"/> is universal matching (the attribute is only asked for), null with an error is no value of this representation.</summary>
    public static KeyMatch? Read(string text, Vr vr, KeyReading reading, out string error)
    {
        string[] values = reading.TakesSeveral && vr is not (Vr.UI or Vr.SQ) ? text.Split([',', '\\'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
        if (values.Length < 2)
        {
            return ReadOne(text, vr, reading, out error);
        }

        List<KeyMatch> matches = [];
        foreach (string value in values)
        {
            if (ReadOne(value, vr, reading, out error) is not { } match)
            {
                return null;
            }

            matches.Add(match);
        }

        error = "";
        return matches.TrueForAll(m => m is KeyMatch.AnyOf) ? new KeyMatch.AnyOf([.. matches.Cast<KeyMatch.AnyOf>().SelectMany(m => m.Values)]) : new KeyMatch.OneOf(matches);
    }

    private static KeyMatch? ReadOne(string text, Vr vr, KeyReading reading, out string error)
    {
        error = "";
        string value = text.Trim(' ');
        if (reading.TakesEmpty && value == EmptyValue)
        {
            return new KeyMatch.Empty();
        }

        if (value.Length == 0 || value.AsSpan().Trim('*').IsEmpty)
        {
            return null;
        }

        return vr switch
        {
            Vr.UI => ReadUids(value, out error),
            Vr.DA => ReadRange(value, NormalDate, "a date YYYYMMDD or a range of two such as 20240101-20241231", out error),
            Vr.TM => ReadRange(value, NormalTime, "a time HHMMSS or a range of two such as 0800-1200", out error),
            Vr.DT => ReadDateTime(value, out error),
            Vr.IS or Vr.DS or Vr.US or Vr.SS or Vr.UL or Vr.SL or Vr.UV or Vr.SV or Vr.FL or Vr.FD => ReadNumber(value, out error),
            Vr.PN when reading.IsFuzzy => new KeyMatch.FuzzyName(value),
            Vr.CS or Vr.AE => ReadCodes(value),
            Vr.SQ => Wrong("an empty value: name an attribute of the sequence's items by its path, such as RequestAttributesSequence.RequestedProcedureID", out error),
            Vr.OB or Vr.OW or Vr.OF or Vr.OD or Vr.OL or Vr.OV or Vr.AT => Wrong("of a representation that can be matched (PS3.4 C.2.2.2)", out error),
            _ => ReadText(value),
        };
    }

    private static KeyMatch? Wrong(string expected, out string error)
    {
        error = expected;
        return null;
    }

    private static KeyMatch ReadText(string value) =>
        value.AsSpan().ContainsAny('*', '?') ? new KeyMatch.Wildcard(value) : new KeyMatch.AnyOf([value]);

    /// <summary>Lenient: lists of codes, which hold neither comma nor backslash, are taken without <c>multiplevaluematching</c> (workstations ask so for modalities), PS3.18 8.3.4.6.</summary>
    private static KeyMatch ReadCodes(string value)
    {
        string[] codes = value.Split([',', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return codes.Length > 1 && !value.AsSpan().ContainsAny('*', '?') ? new KeyMatch.AnyOf(codes) : ReadText(value);
    }

    private static KeyMatch.AnyOf? ReadUids(string value, out string error)
    {
        string[] uids = value.Split([',', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        bool areUids = Array.TrueForAll(uids, uid => DicomUid.IsAcceptable(uid));
        error = areUids ? "" : "a UID or a list of UIDs separated by commas";
        return areUids ? new KeyMatch.AnyOf(uids) : null;
    }

    private static KeyMatch.AnyOf? ReadNumber(string value, out string error)
    {
        bool isNumber = double.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
        error = isNumber ? "" : "a number";
        return isNumber ? new KeyMatch.AnyOf([value]) : null;
    }

    private static KeyMatch? ReadRange(string value, Func<string, string?> normal, string expected, out string error)
    {
        error = "";
        int hyphen = value.IndexOf('-', StringComparison.Ordinal);
        if (hyphen < 0)
        {
            if (normal(value) is { } single)
            {
                return new KeyMatch.AnyOf([single]);
            }
        }
        else
        {
            string? from = hyphen == 0 ? "" : normal(value[..hyphen].Trim());
            string? to = hyphen == value.Length - 1 ? "" : normal(value[(hyphen + 1)..].Trim());
            if (from is not null && to is not null && from.Length + to.Length > 0)
            {
                return new KeyMatch.Range(from.Length == 0 ? null : from, to.Length == 0 ? null : to);
            }
        }

        return Wrong(expected, out error);
    }

    /// <summary>Lenient: dots as in ACR-NEMA's YYYY.MM.DD, PS3.5 6.2 (DA).</summary>
    private static string? NormalDate(string text)
    {
        string digits = text.Length == 10 && text[4] == '.' && text[7] == '.' ? text.Remove(7, 1).Remove(4, 1) : text;
        return digits.Length == 8 && DateOnly.TryParseExact(digits, "yyyyMMdd", out _) ? digits : null;
    }

    /// <summary>Lenient: colons as in ACR-NEMA's HH:MM:SS, PS3.5 6.2 (TM).</summary>
    private static string? NormalTime(string text)
    {
        string time = text.Replace(":", "", StringComparison.Ordinal);
        int dot = time.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> whole = dot < 0 ? time : time.AsSpan(0, dot);
        ReadOnlySpan<char> fraction = dot < 0 ? "" : time.AsSpan(dot + 1);
        bool isTime = whole.Length is 2 or 4 or 6 && AllDigits(whole) && AllDigits(fraction) && fraction.Length <= 6 && (dot < 0 || (whole.Length == 6 && fraction.Length > 0))
            && int.Parse(whole[..2]) < 24 && (whole.Length < 4 || int.Parse(whole[2..4]) < 60) && (whole.Length < 6 || int.Parse(whole[4..6]) <= 60);
        return isTime ? time : null;
    }

    /// <summary>A hyphen before four digits at the end is an offset from UTC (PS3.5 6.2, DT) when a whole date stands before it and the digits are an offset; else it is a range.</summary>
    private static KeyMatch? ReadDateTime(string value, out string error)
    {
        error = "";
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '-' || (i >= 8 && IsOffsetAt(value, i)))
            {
                continue;
            }

            string from = value[..i];
            string to = value[(i + 1)..];
            return from.Length + to.Length > 0 && IsDateTime(from) && IsDateTime(to)
                ? new KeyMatch.Range(from.Length == 0 ? null : from, to.Length == 0 ? null : to)
                : Wrong("a date and time YYYYMMDDHHMMSS or a range of two", out error);
        }

        return IsDateTime(value) ? new KeyMatch.AnyOf([value]) : Wrong("a date and time YYYYMMDDHHMMSS or a range of two", out error);
    }

    private static bool IsOffsetAt(string value, int hyphen) =>
        value.Length >= hyphen + 5 && AllDigits(value.AsSpan(hyphen + 1, 4)) && int.Parse(value.AsSpan(hyphen + 1, 4)) <= 1400
        && (value.Length == hyphen + 5 || value[hyphen + 5] == '-');

    private static bool IsDateTime(string text) =>
        text.Length == 0 || (text.Length is >= 4 and <= 26 && char.IsAsciiDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(DateTimeCharacters));

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
