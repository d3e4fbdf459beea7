namespace Gantry.Codecs.Jpeg;

/// <summary>Restart intervals: finds the next restart marker and says where decoding goes on (T.81 E.1.4).</summary>
internal static class JpegRestart
{
    /// <summary>The byte after the next marker RSTn at or after <paramref name="position"/>; -1 when another marker or the end comes first.</summary>
    public static int FindNext(ReadOnlySpan<byte> stream, int position)
    {
        // The reader may have looked a few bytes past the last code, never past a marker.
        for (int at = position; at + 1 < stream.Length; at++)
        {
            if (stream[at] == 0xFF && stream[at + 1] is not 0 and not 0xFF)
            {
                return stream[at + 1] is >= 0xD0 and <= 0xD7 ? at + 2 : -1;
            }
        }

        return -1;
    }
}
