using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Presentation;

/// <summary>Where a frame lies in its frame of reference (PS3.3 C.7.6.2, C.7.6.16.2.3 and 4): millimetres of the patient's coordinates.</summary>
public sealed class ImagePlane
{
    /// <summary>Planes whose normals differ by more than a degree are not parallel.</summary>
    private const double LeastParallel = 0.99985;

    private readonly string frameOfReference;
    private readonly Vector origin, alongRow, alongColumn;
    private readonly double columnSpacingMm, rowSpacingMm, thicknessMm;

    private ImagePlane(string frameOfReference, Vector origin, Vector alongRow, Vector alongColumn, double columnSpacingMm, double rowSpacingMm, double thicknessMm)
    {
        this.frameOfReference = frameOfReference;
        (this.origin, this.alongRow, this.alongColumn) = (origin, alongRow, alongColumn);
        (this.columnSpacingMm, this.rowSpacingMm, this.thicknessMm) = (columnSpacingMm, rowSpacingMm, thicknessMm);
    }

    private Vector Normal => alongRow.Cross(alongColumn);

    /// <summary>Null where the instance does not tell position, orientation, spacing and frame of reference.</summary>
    /// <param name="dataset">The instance's.</param>
    /// <param name="frame">Counted from 1.</param>
    public static ImagePlane? Read(Dataset dataset, int frame)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        FrameAttributes attributes = new(dataset, frame);
        Dataset? measures = attributes.Find(Tags.PixelMeasuresSequence, Tags.PixelSpacing);
        if (dataset.GetString(Tags.FrameOfReferenceUID) is not { Length: > 0 } frameOfReference
            || Numbers(attributes.Find(Tags.PlanePositionSequence, Tags.ImagePositionPatient), Tags.ImagePositionPatient, 3) is not { } position
            || Numbers(attributes.Find(Tags.PlaneOrientationSequence, Tags.ImageOrientationPatient), Tags.ImageOrientationPatient, 6) is not { } orientation
            || Numbers(measures, Tags.PixelSpacing, 2) is not { } spacing || !(spacing[0] > 0) || !(spacing[1] > 0))
        {
            return null;
        }

        Vector row = new(orientation[0], orientation[1], orientation[2]), column = new(orientation[3], orientation[4], orientation[5]);
        bool isOrthonormal = Math.Abs(row.Dot(row) - 1) < 0.01 && Math.Abs(column.Dot(column) - 1) < 0.01 && Math.Abs(row.Dot(column)) < 0.01;
        double thickness = measures?.GetNumber(Tags.SliceThickness) ?? dataset.GetNumber(Tags.SliceThickness) ?? 0;
        return isOrthonormal
            ? new ImagePlane(frameOfReference, new Vector(position[0], position[1], position[2]), row, column, spacing[1], spacing[0], thickness is > 0 and < 1000 ? thickness : 0)
            : null;
    }

    /// <summary>How far another plane lies from this one; null where it is of another frame of reference or not parallel.</summary>
    public double? DistanceMm(ImagePlane other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return frameOfReference == other.frameOfReference && Math.Abs(Normal.Dot(other.Normal)) > LeastParallel ? Math.Abs(Normal.Dot(other.origin.Minus(origin))) : null;
    }

    /// <summary>Both show the same slice: the other's middle is within half of the thicker one.</summary>
    public bool IsIn(ImagePlane other) => DistanceMm(other) is { } distance && distance <= (Math.Max(thicknessMm, other!.thicknessMm) / 2) + 0.01;

    /// <summary>Where this plane's pixels lie in another one, which is parallel: column and row there of the pixel in column and row 0, and the steps to the next column and the next row.</summary>
    internal ((double X, double Y) First, (double X, double Y) PerColumn, (double X, double Y) PerRow) In(ImagePlane other)
    {
        (double X, double Y) Of(Vector v) => (v.Dot(other.alongRow) / other.columnSpacingMm, v.Dot(other.alongColumn) / other.rowSpacingMm);
        return (Of(origin.Minus(other.origin)), Of(alongRow.Times(columnSpacingMm)), Of(alongColumn.Times(rowSpacingMm)));
    }

    private static IReadOnlyList<double>? Numbers(Dataset? item, DicomTag tag, int count) =>
        item?.GetNumbers(tag) is { } numbers && numbers.Count == count && numbers.All(n => Math.Abs(n) < 1e6) ? numbers : null;

    private readonly record struct Vector(double X, double Y, double Z)
    {
        public double Dot(Vector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

        public Vector Minus(Vector other) => new(X - other.X, Y - other.Y, Z - other.Z);

        public Vector Times(double factor) => new(X * factor, Y * factor, Z * factor);

        public Vector Cross(Vector other) => new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));
    }
}
