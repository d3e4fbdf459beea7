using System.Buffers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>The lines of a plane around the one being filtered, with mirrored pixels on both sides, so that filters need not look at edges.</summary>
internal sealed class PaddedRows : IDisposable
{
    /// <summary>Pixels on the left; as many and up to a whole vector more are on the right.</summary>
    public const int Pad = 8;

    private const int Slots = 8;

    private readonly FramePlanes from;
    private readonly int channel, reach, length;
    private readonly float[] lines;
    private int loaded;

    /// <param name="from">The frame.</param>
    /// <param name="channel">Which of its planes.</param>
    /// <param name="reach">Lines above and below that are asked for, at most 3.</param>
    public PaddedRows(FramePlanes from, int channel, int reach)
    {
        this.from = from;
        this.channel = channel;
        this.reach = reach;
        length = from.Stride + (3 * Pad);
        lines = ArrayPool<float>.Shared.Rent(length * Slots);
        lines.AsSpan(0, length * Slots).Clear();
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(lines);

    /// <summary>Comes to a line; they must be gone through in order.</summary>
    public void Enter(int y)
    {
        for (; loaded <= y + reach && loaded < from.Height; loaded++)
        {
            Span<float> line = lines.AsSpan((loaded & (Slots - 1)) * length, length);
            ReadOnlySpan<float> row = from.Row(channel, loaded);
            row.CopyTo(line[Pad..]);
            for (int i = 1; i <= 3; i++)
            {
                line[Pad - i] = row[FramePlanes.Mirror(-i, row.Length)];
            }

            for (int i = 0; i < 3; i++)
            {
                line[Pad + row.Length + i] = row[FramePlanes.Mirror(row.Length + i, row.Length)];
            }
        }
    }

    /// <summary>A line near the one that was come to, mirrored at the edges; its first pixel is at <see cref="Pad"/>.</summary>
    public ReadOnlySpan<float> this[int y] => lines.AsSpan((FramePlanes.Mirror(y, from.Height) & (Slots - 1)) * length, length);
}
