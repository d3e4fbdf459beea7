namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>Weights that fall with the distance from the first coefficient, through a few given points (18181-1 I.2.5).</summary>
/// <param name="Bands">For X, Y and B, the first weight, then by how much each next one differs.</param>
internal sealed record QuantCurve(float[][] Bands)
{
    public static QuantCurve Read(ref JxlBitReader reader)
    {
        int count = reader.ReadInt(4) + 1;
        float[][] bands = [new float[count], new float[count], new float[count]];
        foreach (float[] channel in bands)
        {
            for (int i = 0; i < count; i++)
            {
                channel[i] = reader.ReadHalf() * (i == 0 ? 64 : 1);
            }
        }

        return new QuantCurve(bands);
    }

    /// <summary>Weights of three channels of so many rows and columns; NaN or out of range where the points make no sense.</summary>
    public float[] Weights(int rows, int columns)
    {
        float[] weights = new float[3 * rows * columns];
        int at = 0;
        foreach (float[] channel in Bands)
        {
            float[] points = Points(channel);
            float scale = (float)((points.Length - 1) / (Math.Sqrt(2) + 1e-6));
            for (int y = 0; y < rows; y++)
            {
                float dy = y * (scale / (rows - 1));
                for (int x = 0; x < columns; x++)
                {
                    float dx = x * (scale / (columns - 1));
                    weights[at++] = Between(points, MathF.Sqrt((dx * dx) + (dy * dy)));
                }
            }
        }

        return weights;
    }

    /// <summary>The weights at the points, each relative to the one before.</summary>
    public static float[] Points(ReadOnlySpan<float> bands)
    {
        float[] points = new float[bands.Length];
        for (int i = 0; i < points.Length; i++)
        {
            float change = bands[i];
            points[i] = i == 0 ? change : points[i - 1] * (change > 0 ? 1 + change : 1 / (1 - change));
        }

        return points;
    }

    /// <summary>Geometrically between two points.</summary>
    public static float Between(float[] points, float position)
    {
        if (points.Length == 1)
        {
            return points[0];
        }

        int below = Math.Clamp((int)position, 0, points.Length - 2);
        return points[below] * MathF.Pow(points[below + 1] / points[below], position - below);
    }
}
