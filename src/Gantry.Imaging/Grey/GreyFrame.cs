using System.Buffers.Binary;
using Gantry.Dicom.Datasets;
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
        bool isInverse = (description.Photometric == "MONOCHROME1") != (dataset.GetString(Dicom.Dictionary.Tags.PresentationLUTShape) == "INVERSE" && description.Photometric == "MONOCHROME2");
        byte Grey(double stored)
        {
            double grey = interest(modality.Apply(stored));
            return (byte)((255 * (isInverse ? 1 - grey : grey)) + 0.5);
        }

        byte[] greys = GC.AllocateUninitializedArray<byte>(description.Rows * description.Columns);
        if (description.Kind == SampleKind.Integer && description.HighBit < 16 && description.BitsAllocated <= 16)
        {
            ApplyTable(cells, description, Table(description, padding, Grey), greys);
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

    /// <summary>The grey of every raw cell within the bits that are used.</summary>
    private static byte[] Table(PixelDescription description, PixelPadding? padding, Func<double, byte> grey)
    {
        byte[] table = new byte[1 << description.BitsStored];
        PixelDescription bits = description with { HighBit = description.BitsStored - 1 };
        for (int raw = 0; raw < table.Length; raw++)
        {
            long stored = CellReader.Stored((uint)raw, bits);
            table[raw] = padding is { } pad && pad.Contains(stored) ? (byte)0 : grey(stored);
        }

        return table;
    }

    private static void ApplyTable(ReadOnlySpan<byte> cells, PixelDescription description, byte[] table, byte[] greys)
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
