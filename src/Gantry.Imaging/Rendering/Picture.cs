namespace Gantry.Imaging.Rendering;

/// <summary>A picture to look at: 8 bits a sample, row by row, grey or RGB by pixel.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="IsColour">Three samples in a pixel rather than one.</param>
/// <param name="Samples">Width times height times samples bytes.</param>
public sealed record Picture(int Width, int Height, bool IsColour, byte[] Samples)
{
    /// <summary>1 or 3.</summary>
    public int Components => IsColour ? 3 : 1;
}
