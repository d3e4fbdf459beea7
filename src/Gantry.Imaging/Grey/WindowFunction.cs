namespace Gantry.Imaging.Grey;

/// <summary>VOI LUT Function (0028,1056) (PS3.3 C.11.2.1.2, C.11.2.1.3).</summary>
public enum WindowFunction
{
    Linear,
    LinearExact,
    Sigmoid,
}
