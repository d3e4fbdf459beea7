using System.Numerics;

namespace Gantry.Codecs.Jpeg;

/// <summary>Lines of decoded samples.</summary>
internal static class SampleLine
{
    /// <summary>The low bytes of a line's samples.</summary>
    public static void Narrow(ReadOnlySpan<ushort> line, Span<byte> to)
    {
        int x = 0;
        for (; x + 2 * Vector<ushort>.Count <= line.Length; x += 2 * Vector<ushort>.Count)
        {
            Vector.Narrow(new Vector<ushort>(line[x..]), new Vector<ushort>(line[(x + Vector<ushort>.Count)..])).CopyTo(to[x..]);
        }

        for (; x < line.Length; x++)
        {
            to[x] = (byte)line[x];
        }
    }
}
