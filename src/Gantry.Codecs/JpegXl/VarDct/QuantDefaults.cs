namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>Makes tables of weights in all their forms, and those that every decoder knows (18181-1 I.2.5).</summary>
internal static class QuantDefaults
{
    private static readonly float[] SixtyFour = [-1.025f, -0.78f, -0.65012f, -0.19041574084286472f, -0.20819395464f, -0.421064f, -0.32733845535848671f];
    private static readonly float[] SixtyFourY = [-0.3041958212306401f, -0.3633036457487539f, -0.35660379990111464f, -0.3443074455424403f, -0.33699592683512467f, -0.30180866526242109f, -0.27321683125358037f];
    private static readonly float[] SixtyFourB = [-1.2f, -1.2f, -0.8f, -0.7f, -0.7f, -0.4f, -0.5f];

    private static readonly QuantCurve Four = new([[2200, 0, 0, 0], [392, 0, 0, 0], [112, -0.25f, -0.25f, -0.5f]]);

    private static readonly QuantCurve FourByEight = new(
    [
        [2198.050556016380522f, -0.96269623020744692f, -0.76194253026666783f, -0.6551140670773547f],
        [764.3655248643528689f, -0.92630200888366945f, -0.9675229603596517f, -0.27845290869168118f],
        [527.107573587542228f, -1.4594385811273854f, -1.450082094097871593f, -1.5843722511996204f],
    ]);

    /// <summary>One of the seventeen.</summary>
    public static float[] Make(int table) => table switch
    {
        1 => Identity([280, 3160, 3160, 60, 864, 864, 18, 200, 200]),
        2 => Dct2([3840, 2560, 1280, 640, 480, 300, 960, 640, 320, 180, 140, 120, 640, 320, 128, 64, 32, 16]),
        3 => Dct4(Four, [1, 1, 1, 1, 1, 1]),
        9 => Dct4By8(FourByEight, [1, 1, 1]),
        10 => Corner(FourByEight, Four, [3072, 3072, 256, 256, 256, 414, 0, 0, 0, 1024, 1024, 50, 50, 50, 58, 0, 0, 0, 384, 384, 12, 12, 12, 22, -0.25f, -0.25f, -0.25f]),
        _ => Dct(Curve(table), QuantTables.Rows(table), QuantTables.Columns(table)),
    };

    public static float[] Dct(QuantCurve curve, int rows, int columns) => Inverted(curve.Weights(rows, columns));

    public static float[] Identity(float[] numbers)
    {
        float[] weights = new float[192];
        for (int c = 0; c < 3; c++)
        {
            Span<float> channel = weights.AsSpan(64 * c, 64);
            channel.Fill(numbers[3 * c]);
            channel[1] = channel[8] = numbers[(3 * c) + 1];
            channel[9] = numbers[(3 * c) + 2];
        }

        return Inverted(weights);
    }

    public static float[] Dct2(float[] numbers)
    {
        float[] weights = new float[192];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < 64; i++)
            {
                // Three nested quads: their mixed parts, then their last quarter.
                int x = i & 7, y = i >> 3, far = Math.Max(x, y);
                int level = far < 2 ? 0 : far < 4 ? 1 : 2, half = 1 << level;
                weights[(64 * c) + i] = i == 0 ? 1 : numbers[(6 * c) + (2 * level) + (x >= half && y >= half ? 1 : 0)];
            }
        }

        return Inverted(weights);
    }

    public static float[] Dct4(QuantCurve curve, float[] numbers)
    {
        float[] four = curve.Weights(4, 4), weights = new float[192];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < 64; i++)
            {
                weights[(64 * c) + i] = four[(16 * c) + (i >> 4 << 2) + ((i & 7) >> 1)];
            }

            weights[(64 * c) + 1] /= numbers[2 * c];
            weights[(64 * c) + 8] /= numbers[2 * c];
            weights[(64 * c) + 9] /= numbers[(2 * c) + 1];
        }

        return Inverted(weights);
    }

    public static float[] Dct4By8(QuantCurve curve, float[] numbers)
    {
        float[] half = curve.Weights(4, 8), weights = new float[192];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < 64; i++)
            {
                weights[(64 * c) + i] = half[(32 * c) + (i >> 4 << 3) + (i & 7)];
            }

            weights[(64 * c) + 8] /= numbers[c];
        }

        return Inverted(weights);
    }

    public static float[] Corner(QuantCurve fourByEight, QuantCurve four, float[] numbers)
    {
        const float Low = 0.8517778890324296f, High = 12.97166202570235f - Low + 1e-6f;
        ReadOnlySpan<float> frequencies =
        [
            0, 0, 0.8517778890324296f, 5.37778436506804f, 0, 0, 4.734747904497923f, 5.449245381693219f, 1.6598270267479331f, 4, 7.275749096817861f, 10.423227632456525f,
            2.662932286148962f, 7.630657783650829f, 8.962388608184032f, 12.97166202570235f,
        ];
        float[] wide = fourByEight.Weights(4, 8), small = four.Weights(4, 4), weights = new float[192];
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> own = numbers.AsSpan(9 * c, 9);
            float[] points = QuantCurve.Points(own[5..]);
            Span<float> channel = weights.AsSpan(64 * c, 64);
            for (int i = 0; i < 64; i++)
            {
                int x = i & 7, y = i >> 3;
                channel[i] = (y & 1) != 0 ? wide[(32 * c) + (y >> 1 << 3) + x]
                    : (x & 1) != 0 ? small[(16 * c) + (y >> 1 << 2) + (x >> 1)]
                    : QuantCurve.Between(points, (frequencies[(y >> 1 << 2) + (x >> 1)] - Low) * 3 / High);
            }

            channel[0] = 1;
            channel[8] = own[0];
            channel[1] = own[1];
            channel[16] = own[2];
            channel[2] = own[3];
            channel[18] = own[4];
        }

        return Inverted(weights);
    }

    private static float[] Inverted(float[] weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = 1 / weights[i];
        }

        return weights;
    }

    private static QuantCurve Curve(int table) => table switch
    {
        0 => new([[3150, 0, -0.4f, -0.4f, -0.4f, -2], [560, 0, -0.3f, -0.3f, -0.3f, -0.3f], [512, -2, -1, 0, -1, -2]]),
        4 => new(
        [
            [8996.8725711814115328f, -1.3000777393353804f, -0.49424529824571225f, -0.439093774457103443f, -0.6350101832695744f, -0.90177264050827612f, -1.6162099239887414f],
            [3191.48366296844234752f, -0.67424582104194355f, -0.80745813428471001f, -0.44925837484843441f, -0.35865440981033403f, -0.31322389111877305f, -0.37615025315725483f],
            [1157.50408145487200256f, -2.0531423165804414f, -1.4f, -0.50687130033378396f, -0.42708730624733904f, -1.4856834539296244f, -4.9209142884401604f],
        ]),
        5 => new(
        [
            [15718.40830982518931456f, -1.025f, -0.98f, -0.9012f, -0.4f, -0.48819395464f, -0.421064f, -0.27f],
            [7305.7636810695983104f, -0.8041958212306401f, -0.7633036457487539f, -0.55660379990111464f, -0.49785304658857626f, -0.43699592683512467f, -0.40180866526242109f, -0.27321683125358037f],
            [3803.53173721215041536f, -3.060733579805728f, -2.0413270132490346f, -2.0235650159727417f, -0.5495389509954993f, -0.4f, -0.4f, -0.3f],
        ]),
        6 => new(
        [
            [7240.7734393502f, -0.7f, -0.7f, -0.2f, -0.2f, -0.2f, -0.5f],
            [1448.15468787004f, -0.5f, -0.5f, -0.5f, -0.2f, -0.2f, -0.2f],
            [506.854140754517f, -1.4f, -0.2f, -0.5f, -0.5f, -1.5f, -3.6f],
        ]),
        7 => new(
        [
            [16283.2494710648897f, -1.7812845336559429f, -1.6309059012653515f, -1.0382179034313539f, -0.85f, -0.7f, -0.9f, -1.2360638576849587f],
            [5089.15750884921511936f, -0.320049391452786891f, -0.35362849922161446f, -0.3034f, -0.61f, -0.5f, -0.5f, -0.6f],
            [3397.77603275308720128f, -0.321327362693153371f, -0.34507619223117997f, -0.7034f, -0.9f, -1, -1, -1.1754605576265209f],
        ]),
        8 => new(
        [
            [13844.97076442300573f, -0.971138f, -0.658f, -0.42026f, -0.22712f, -0.2206f, -0.226f, -0.6f],
            [4798.964084220744293f, -0.61125308982767057f, -0.83770786552491361f, -0.79014862079498627f, -0.2692727459704829f, -0.38272769465388551f, -0.22924222653091453f, -0.20719098826199578f],
            [1807.236946760964614f, -1.2f, -1.2f, -0.7f, -0.7f, -0.7f, -0.4f, -0.5f],
        ]),
        11 => Large(0.9f, 26629.073922049845f, 9311.3238710010046f, 4992.2486445538634f),
        12 => Large(0.65f, 23629.073922049845f, 8611.3238710010046f, 4492.2486445538634f),
        13 => Large(1.8f, 26629.073922049845f, 9311.3238710010046f, 4992.2486445538634f),
        14 => Large(1.3f, 23629.073922049845f, 8611.3238710010046f, 4492.2486445538634f),
        15 => Large(3.6f, 26629.073922049845f, 9311.3238710010046f, 4992.2486445538634f),
        _ => Large(2.6f, 23629.073922049845f, 8611.3238710010046f, 4492.2486445538634f),
    };

    private static QuantCurve Large(float scale, float x, float y, float b) => new([[scale * x, .. SixtyFour], [scale * y, .. SixtyFourY], [scale * b, .. SixtyFourB]]);
}
