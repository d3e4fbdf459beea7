namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>A decision of a tree, or with <see cref="Property"/> -1 a leaf.</summary>
internal struct ModularNode
{
    public int Property;

    /// <summary>A property greater than this leads to <see cref="Next"/>, another to the node behind it. In a leaf: what is added to the prediction.</summary>
    public int Value;

    /// <summary>The first child; in a leaf the context.</summary>
    public int Next;

    public int Predictor;
    public int Multiplier;
}
