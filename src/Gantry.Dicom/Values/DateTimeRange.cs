namespace Gantry.Dicom.Values;

/// <summary>A date-time or a range of them as a query key (PS3.4 C.2.2.2.5). The '-' of an offset from UTC is told from the range's by what stands around it.</summary>
public readonly record struct DateTimeRange(DicomDateTime? From, DicomDateTime? To)
{
    /// <summary>Whether a moment in the range's own time zone lies in it; both ends belong to it with all that their precision means.</summary>
    public bool Contains(DateTime moment) => (From is null || moment >= From.Value.Earliest) && (To is null || moment <= To.Value.Latest);

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeRange range)
    {
        range = default;
        text = text.Trim(" \0");
        if (DicomDateTime.TryParse(text, out DicomDateTime single))
        {
            range = new DateTimeRange(single, single);
            return true;
        }

        // Every '-' may be the range's: the first one that leaves a value, or nothing, on both sides is.
        for (int dash = 0; dash < text.Length; dash++)
        {
            if (text[dash] == '-' && text.Length > 1 && TryParseEnd(text[..dash], out DicomDateTime? from) && TryParseEnd(text[(dash + 1)..], out DicomDateTime? to))
            {
                range = new DateTimeRange(from, to);
                return true;
            }
        }

        return false;
    }

    private static bool TryParseEnd(ReadOnlySpan<char> text, out DicomDateTime? end)
    {
        bool isValue = DicomDateTime.TryParse(text, out DicomDateTime value);
        end = isValue ? value : null;
        return isValue || text.IsEmpty;
    }
}
