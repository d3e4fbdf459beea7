using System.Buffers;
using System.Buffers.Binary;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;

namespace Gantry.Imaging.Grey;

/// <summary>A decoded monochrome frame to 8-bit greys: modality transformation, values of interest, presentation (PS3.4 N.2).</summary>
internal static class GreyFrame
{
    public static byte[] Render(ReadOnlySpan<byte> cells, PixelDescription description, Dataset dataset, int frame, RenderOptions options)
    {
        ModalityTransform modality = ModalityTransform.Read(dataset, frame, description.IsSigned);
        PixelPadding? padding = PixelPadding.Read(dataset, description);
        Func<double, double> interest = Interest(cells, description, dataset, frame, options, modality, padding);
        bool isShapeInverse = dataset.GetString(Tags.PresentationLUTShape) == "INVERSE";
        bool isInverse = options.IsPresentationState ? isShapeInverse : (description.Photometric == "MONOCHROME1") != (isShapeInverse && description.Photometric == "MONOCHROME2");
        LookUpTable? presentation = dataset.GetItems(Tags.PresentationLUTSequence) is [var item, ..] ? LookUpTable.Read(item, isSigned: false) : null;
        byte Grey(double stored)
        {
            double grey = interest(modality.Apply(stored));
            if (presentation is not null)
            {
                // The range of the values of interest is spread over the table's entries (PS3.4 N.2.3).
                grey = presentation[presentation.First + (long)Math.Round(grey * (presentation.Count - 1))] / (double)((1 << presentation.Bits) - 1);
                grey = Math.Min(grey, 1);
            }

            return (byte)((255 * (isInverse ? 1 - grey : grey)) + 0.5);
        }

        byte[] greys = GC.AllocateUninitializedArray<byte>(description.Rows * description.Columns);
        if (description.Kind == SampleKind.Integer && description.HighBit < 16 && description.BitsAllocated <= 16)
        {
            byte[] table = ArrayPool<byte>.Shared.Rent(1 << description.BitsStored);
            FillTable(cells, description, padding, Grey, table);
            ApplyTable(cells, description, table.AsSpan(0, 1 << description.BitsStored), greys);
            ArrayPool<byte>.Shared.Return(table);
            return greys;
        }

        for (int i = 0; i < greys.Length; i++)
        {
            double stored = Stored(cells, description, i);
            greys[i] = double.IsNaN(stored) || (padding is { } pad && pad.Contains((long)stored)) ? (byte)0 : Grey(stored);
        }

        return greys;
    }

    /// <summary>The window asked for, else the instance's own window or table, else all that occurs from black to white.</summary>
    private static Func<double, double> Interest(
        ReadOnlySpan<byte> cells, PixelDescription description, Dataset dataset, int frame, RenderOptions options, ModalityTransform modality, PixelPadding? padding)
    {
        if (options.Window is { } asked)
        {
            return asked.Apply;
        }

        bool isSigned = description.IsSigned || modality.Intercept < 0 || modality.Slope < 0;
        ValuesOfInterest offered = ValuesOfInterest.Read(dataset, frame, isSigned);
        if (options.WindowIndex < offered.Windows.Count)
        {
            return offered.Windows[options.WindowIndex].Apply;
        }

        if (offered.Tables is [var table, ..])
        {
            double full = (1 << table.Bits) - 1;
            return value => Math.Min(1, table[(long)Math.Round(Math.Clamp(value, int.MinValue, int.MaxValue))] / full);
        }

        double least = double.MaxValue, greatest = double.MinValue;
        for (int i = 0, count = description.Rows * description.Columns; i < count; i++)
        {
            double stored = Stored(cells, description, i);
            if (double.IsFinite(stored) && !(padding is { } pad && pad.Contains((long)stored)))
            {
                least = Math.Min(least, stored);
                greatest = Math.Max(greatest, stored);
            }
        }

        if (modality.Table is { } lut)
        {
            (least, greatest) = (lut.Range.Least, lut.Range.Greatest);
        }
        else
        {
            (least, greatest) = (modality.Apply(least), modality.Apply(greatest));
            (least, greatest) = (Math.Min(least, greatest), Math.Max(least, greatest));
        }

        return least < greatest ? value => Math.Clamp((value - least) / (greatest - least), 0, 1) : _ => 0;
    }

    /// <summary>The grey of every raw cell that occurs: of 16 bits a picture mostly uses a small part.</summary>
    private static void FillTable(ReadOnlySpan<byte> cells, PixelDescription description, PixelPadding? padding, Func<double, byte> grey, byte[] table)
    {
        int mask = (1 << description.BitsStored) - 1;
        (int least, int greatest) = StoredRange.Of(cells, description);
        for (int stored = least; stored <= greatest; stored++)
        {
            table[stored & mask] = padding is { } pad && pad.Contains(stored) ? (byte)0 : grey(stored);
        }
    }

    private static void ApplyTable(ReadOnlySpan<byte> cells, PixelDescription description, ReadOnlySpan<byte> table, byte[] greys)
    {
        int mask = table.Length - 1;
        int shift = description.HighBit + 1 - description.BitsStored;
        if (description.CellBytes == 1)
        {
            for (int i = 0; i < greys.Length; i++)
            {
                greys[i] = table[(cells[i] >> shift) & mask];
            }

            return;
        }

        ReadOnlySpan<ushort> words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(cells);
        for (int i = 0; i < greys.Length; i++)
        {
            int word = BitConverter.IsLittleEndian ? words[i] : BinaryPrimitives.ReverseEndianness(words[i]);
            greys[i] = table[(word >> shift) & mask];
        }
    }

    private static double Stored(ReadOnlySpan<byte> cells, PixelDescription description, int index) => description.Kind switch
    {
        SampleKind.Float => BinaryPrimitives.ReadSingleLittleEndian(cells[(4 * index)..]),
        SampleKind.Double => BinaryPrimitives.ReadDoubleLittleEndian(cells[(8 * index)..]),
        _ => CellReader.Stored(CellReader.Raw(cells, description.CellBytes, index), description),
    };
}
