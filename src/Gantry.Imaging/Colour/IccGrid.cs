namespace Gantry.Imaging.Colour;

/// <summary>A table of three outputs over a grid of three inputs, the last input varying fastest (ICC.1 10.10 to 10.12), read between its points by tetrahedra, which keeps greys on their diagonal.</summary>
internal sealed class IccGrid
{
    private readonly float[] values;
    private readonly int first, second, third;

    private IccGrid(float[] values, int first, int second, int third) => (this.values, this.first, this.second, this.third) = (values, first, second, third);

    /// <summary>Points and outputs; null where the bytes do not suffice or a side has fewer than two points.</summary>
    public static IccGrid? Read(ReadOnlySpan<byte> bytes, int first, int second, int third, int size)
    {
        long count = 3L * first * second * third;
        if (first < 2 || second < 2 || third < 2 || count * size > bytes.Length)
        {
            return null;
        }

        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = size == 1 ? bytes[i] / 255f : ((bytes[2 * i] << 8) | bytes[(2 * i) + 1]) / 65535f;
        }

        return new IccGrid(values, first, second, third);
    }

    /// <summary>The outputs at a place; inputs are brought within 0 to 1.</summary>
    public (double A, double B, double C) At(double x, double y, double z)
    {
        int at = 0;
        (double Part, int Step) a = Place(x, first, 3 * second * third, ref at), b = Place(y, second, 3 * third, ref at), c = Place(z, third, 3, ref at);
        (a, b) = a.Part < b.Part ? (b, a) : (a, b);
        (b, c) = b.Part < c.Part ? (c, b) : (b, c);
        (a, b) = a.Part < b.Part ? (b, a) : (a, b);

        // From the cell's corner along the input that goes furthest, then the next, then the last.
        int one = at + a.Step, two = one + b.Step, three = two + c.Step;
        double w0 = 1 - a.Part, w1 = a.Part - b.Part, w2 = b.Part - c.Part, w3 = c.Part;
        return (
            (w0 * values[at]) + (w1 * values[one]) + (w2 * values[two]) + (w3 * values[three]),
            (w0 * values[at + 1]) + (w1 * values[one + 1]) + (w2 * values[two + 1]) + (w3 * values[three + 1]),
            (w0 * values[at + 2]) + (w1 * values[one + 2]) + (w2 * values[two + 2]) + (w3 * values[three + 2]));
    }

    private static (double Part, int Step) Place(double input, int points, int step, ref int at)
    {
        double place = Math.Clamp(input, 0, 1) * (points - 1);
        int low = (int)Math.Min(place, points - 2);
        at += low * step;
        return (place - low, step);
    }
}
