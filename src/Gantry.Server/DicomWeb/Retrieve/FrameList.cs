using System.Globalization;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The frame numbers of a path, <c>1,3,8</c>, each from 1 and in ascending order or not (PS3.18 10.4.1.6). Lenient: a range <c>1-20</c> is taken too.</summary>
internal static class FrameList
{
    private const int MaxFrames = 100_000;

    /// <summary>Numbers from 1; the problem names the member that is not a frame of the instance.</summary>
    public static Problem? Read(string text, int count, out List<int> frames)
    {
        frames = [];
        foreach (string member in text.Split(','))
        {
            string[] ends = member.Split('-', 2);
            if (!TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || last < first)
            {
                return Problem.BadRequest($"The frame list's '{member}' is not a frame number from 1.");
            }

            if (last > count)
            {
                return Problem.NotFound($"There is no frame {last}: the instance has {count}.");
            }

            if (frames.Count + (last - first) >= MaxFrames)
            {
                return Problem.BadRequest($"The frame list names more than {MaxFrames} frames.");
            }

            frames.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
