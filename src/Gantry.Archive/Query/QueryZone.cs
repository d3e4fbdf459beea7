namespace Gantry.Archive.Query;

/// <summary>Dates and times of a question and its answers in the asker's zone (PS3.4 C.2.2.2, timezone query adjustment).</summary>
/// <param name="Asker">The asker's offset from UTC.</param>
/// <param name="Archive">Where studies are that do not tell their own offset (0008,0201).</param>
public sealed record QueryZone(TimeSpan Asker, TimeZoneInfo Archive)
{
    /// <summary>"&amp;ZZXX" as (0008,0201) writes it: +0100, -0330.</summary>
    public string Text => $"{(Asker < TimeSpan.Zero ? '-' : '+')}{Asker:hhmm}";

    /// <summary>Null for what is no offset of -1200 to +1400.</summary>
    public static TimeSpan? ParseOffset(string? text)
    {
        ReadOnlySpan<char> offset = text.AsSpan().Trim();
        if (offset.Length != 5 || offset[0] is not ('+' or '-') || offset[1..].ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        int minutes = (int.Parse(offset[1..3]) * 60) + int.Parse(offset[3..]);
        minutes = offset[0] == '-' ? -minutes : minutes;
        return minutes is >= -720 and <= 840 ? TimeSpan.FromMinutes(minutes) : null;
    }
}
