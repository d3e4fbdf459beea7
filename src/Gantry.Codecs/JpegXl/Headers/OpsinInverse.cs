namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>How XYB becomes linear light (18181-1 L.2.2), and how far quantised coefficients are biased (I.2.3).</summary>
/// <param name="Matrix">Nine numbers, row by row.</param>
/// <param name="Biases">Of the three cones.</param>
/// <param name="QuantBiases">Of coefficients of magnitude one in X, Y and B, and the numerator for greater ones.</param>
internal sealed record OpsinInverse(float[] Matrix, float[] Biases, float[] QuantBiases)
{
    public static OpsinInverse Default { get; } = new(
        [11.031566901960783f, -9.866943921568629f, -0.16462299647058826f, -3.254147380392157f, 4.418770392156863f, -0.16462299647058826f, -3.6588512862745097f, 2.7129230470588235f, 1.9459282392156863f],
        [-0.0037930732552754493f, -0.0037930732552754493f, -0.0037930732552754493f],
        [1 - 0.05465007330715401f, 1 - 0.07005449891748593f, 1 - 0.049935103337343655f, 0.145f]);

    public static OpsinInverse Read(ref JxlBitReader reader)
    {
        OpsinInverse opsin = new(new float[9], new float[3], new float[4]);
        foreach (float[] numbers in (ReadOnlySpan<float[]>)[opsin.Matrix, opsin.Biases, opsin.QuantBiases])
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = reader.ReadHalf();
            }
        }

        return opsin;
    }
}
