namespace Gantry.Dicom.Values;

/// <summary>
/// A time or a range of times as a query key (PS3.4 C.2.2.2.5). A key of less precision means its whole span: <c>10</c> is 10:00:00 to
/// 10:59:59.999999. Both ends belong to it; null is open. A range that crosses midnight is none (PS3.4 C.2.2.2.5.1).
/// </summary>
public readonly record struct TimeRange(TimeSpan? From, TimeSpan? To)
{
    public bool Contains(TimeSpan sinceMidnight) => (From is null || sinceMidnight >= From) && (To is null || sinceMidnight <= To);

    public static bool TryParse(ReadOnlySpan<char> text, out TimeRange range)
    {
        range = default;
        text = text.Trim(" \0");
        int dash = text.IndexOf('-');
        ReadOnlySpan<char> fromText = dash < 0 ? text : text[..dash].Trim(' ');
        ReadOnlySpan<char> toText = dash < 0 ? text : text[(dash + 1)..].Trim(' ');
        if (fromText.IsEmpty && toText.IsEmpty)
        {
            return false;
        }

        TimeSpan? from = null, to = null;
        if (!fromText.IsEmpty)
        {
            if (!DicomTime.TryParse(fromText, out DicomTime time))
            {
                return false;
            }

            from = time.Earliest;
        }

        if (!toText.IsEmpty)
        {
            if (!DicomTime.TryParse(toText, out DicomTime time))
            {
                return false;
            }

            to = time.Latest;
        }

        range = new TimeRange(from, to);
        return true;
    }
}
