namespace Gantry.Dicom.Values;

/// <summary>A date or a range of dates as a query key (PS3.4 C.2.2.2.5): <c>D</c>, <c>D-D</c>, <c>-D</c>, <c>D-</c>. Both ends belong to it; null is open.</summary>
public readonly record struct DateRange(DateOnly? From, DateOnly? To)
{
    public bool Contains(DateOnly date) => (From is null || date >= From) && (To is null || date <= To);

    public static bool TryParse(ReadOnlySpan<char> text, out DateRange range)
    {
        range = default;
        text = text.Trim(" \0");
        int dash = text.IndexOf('-');
        if (dash < 0)
        {
            bool isDate = DicomDate.TryParse(text, out DicomDate date);
            range = isDate ? new DateRange(date.Earliest, date.Earliest) : default;
            return isDate;
        }

        if (!TryParseEnd(text[..dash], out DateOnly? from) || !TryParseEnd(text[(dash + 1)..], out DateOnly? to) || (from is null && to is null))
        {
            return false;
        }

        range = new DateRange(from, to);
        return true;
    }

    private static bool TryParseEnd(ReadOnlySpan<char> text, out DateOnly? end)
    {
        end = null;
        if (text.IsWhiteSpace())
        {
            return true;
        }

        bool isDate = DicomDate.TryParse(text, out DicomDate date);
        end = isDate ? date.Earliest : null;
        return isDate;
    }
}
