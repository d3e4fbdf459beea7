namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>Smooths low frequencies where quantisation alone may have made steps (18181-1 I.2.2).</summary>
internal static class LowSmoothing
{
    private const float Side = 0.20345139757231578f, Corner = 0.0334829185968739f, Centre = 1 - (4 * (Side + Corner));

    public static bool Apply(ref JxlBitReader reader, VarDctFrame frame, int width, int height, JxlMemory memory)
    {
        if (width <= 2 || height <= 2)
        {
            return true;
        }

        // Three lines as they were, of each channel.
        if (memory.Floats(10L * width) is not { } lines)
        {
            return reader.Refuse("Low frequencies to be smoothed.");
        }

        Span<float> gaps = lines.AsSpan(9 * width, width);
        for (int y = 0; y < height; y++)
        {
            for (int c = 0; c < 3; c++)
            {
                // The ring holds the line above, this one and the one below.
                if (y == 0)
                {
                    Line(lines, c, 0, width, frame.Low[c], 0);
                }

                if (y + 1 < height)
                {
                    Line(lines, c, y + 1, width, frame.Low[c], y + 1);
                }
            }

            if (y == 0 || y == height - 1)
            {
                continue;
            }

            gaps.Fill(0.5f);
            for (int c = 0; c < 3; c++)
            {
                float step = frame.LowFactor(c);
                ReadOnlySpan<float> above = Old(lines, c, y - 1, width), here = Old(lines, c, y, width), below = Old(lines, c, y + 1, width);
                for (int x = 1; x < width - 1; x++)
                {
                    gaps[x] = Math.Max(gaps[x], Math.Abs((here[x] - Smooth(above, here, below, x)) / step));
                }
            }

            for (int c = 0; c < 3; c++)
            {
                ReadOnlySpan<float> above = Old(lines, c, y - 1, width), here = Old(lines, c, y, width), below = Old(lines, c, y + 1, width);
                Span<float> to = frame.Low[c].AsSpan(y * width, width);
                for (int x = 1; x < width - 1; x++)
                {
                    float factor = Math.Max(0, 3 - (4 * gaps[x]));
                    to[x] = ((Smooth(above, here, below, x) - here[x]) * factor) + here[x];
                }
            }
        }

        memory.Return(lines, 10L * width);
        return true;
    }

    private static float Smooth(ReadOnlySpan<float> above, ReadOnlySpan<float> here, ReadOnlySpan<float> below, int x) =>
        ((above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1]) * Corner) + ((here[x - 1] + here[x + 1] + above[x] + below[x]) * Side) + (here[x] * Centre);

    private static void Line(float[] lines, int c, int y, int width, float[] from, int row) => from.AsSpan(row * width, width).CopyTo(Old(lines, c, y, width));

    private static Span<float> Old(float[] lines, int c, int y, int width) => lines.AsSpan(((3 * c) + (y % 3)) * width, width);
}
