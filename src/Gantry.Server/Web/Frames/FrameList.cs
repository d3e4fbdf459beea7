using System.Globalization;

namespace Gantry.Server.Web.Frames;

/// <summary>Reads lists of frame numbers such as "12,13,0-9".</summary>
internal static class FrameList
{
    /// <summary>False when the text is no list, names a frame not below <paramref name="count"/>, or more than <paramref name="atMost"/>.</summary>
    public static bool TryParse(string text, int count, int atMost, out List<int> frames)
    {
        frames = [];
        ReadOnlySpan<char> all = text;
        foreach (Range part in all.Split(','))
        {
            ReadOnlySpan<char> range = all[part];
            int dash = range.IndexOf('-');
            if (!TryNumber(dash < 0 ? range : range[..dash], out int first) || !TryNumber(dash < 0 ? range : range[(dash + 1)..], out int last))
            {
                return false;
            }

            if (last < first || last >= count || frames.Count + (last - first + 1L) > atMost)
            {
                return false;
            }

            for (int frame = first; frame <= last; frame++)
            {
                frames.Add(frame);
            }
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
