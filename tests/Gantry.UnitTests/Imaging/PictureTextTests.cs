using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Presentation;
using Gantry.Imaging.Rendering;
using Xunit;

namespace Gantry.UnitTests.Imaging;

public sealed class PictureTextTests
{
    [Fact]
    public void A_letter_is_written_dot_by_dot_and_cut_off_at_the_edge()
    {
        Picture picture = new(12, 12, IsColour: false, Enumerable.Repeat((byte)100, 144).ToArray());
        PictureText.Draw(picture, "T", 2, 0, 1, 255);
        string[] rows = [.. Enumerable.Range(0, 12).Select(y => string.Concat(Enumerable.Range(0, 12).Select(x => picture.Samples[(12 * y) + x] switch { 255 => '#', 0 => '.', _ => ' ' })))];
        Assert.Equal(" .#####.    ", rows[2]);
        Assert.Equal("   .#.      ", rows[5]);
        Assert.Equal("   ...      ", rows[9]);
        PictureText.Draw(picture, "WWW\r\nWWW", 8, 8, 3, 255);
        PictureText.Draw(picture, "W", -1000, 4, 3, 255);
    }

    [Theory]
    [InlineData('A')]
    [InlineData('~')]
    [InlineData('Å')]
    [InlineData('ü')]
    [InlineData('ž')]
    [InlineData('i')]
    public void Letters_are_told_apart_and_unknown_ones_are_boxes(char letter)
    {
        string[] all = [.. Enumerable.Range(0x21, 0x5E).Select(c => (char)c).Concat("äöüÄÖÜßéèñžšŽ").Select(c => Convert.ToHexString(BitmapFont.Find(c)))];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.NotEqual(Convert.ToHexString(BitmapFont.Find('語')), Convert.ToHexString(BitmapFont.Find(letter)));
        Assert.Equal(Convert.ToHexString(BitmapFont.Find('語')), Convert.ToHexString(BitmapFont.Find('Ж')));
    }

    [Fact]
    public void Points_go_where_their_pixels_go()
    {
        const int width = 5, height = 3;
        foreach (int quarters in Enumerable.Range(0, 4))
        {
            foreach (bool isMirrored in (bool[])[false, true])
            {
                QuarterTurn turn = new(quarters, isMirrored);
                for (int at = 0; at < width * height; at++)
                {
                    byte[] samples = new byte[width * height];
                    samples[at] = 1;
                    Picture turned = turn.Apply(new Picture(width, height, IsColour: false, samples));
                    PicturePlace place = new(new PictureRegion(10, 20, width, height), turn, turned.Width, turned.Height);
                    (double x, double y) = place.Of((10 + (at % width) + 0.5, 20 + (at / width) + 0.5), isOfDisplay: false);
                    Assert.Equal(Array.IndexOf(turned.Samples, (byte)1), ((int)y * turned.Width) + (int)x);
                }
            }
        }
    }

    [Fact]
    public void Corners_tell_what_is_there_and_nothing_else()
    {
        Dataset image = new Dataset().Set(Tags.PatientName, "Doe^Jane^^Dr=x").Set(Tags.PatientID, "P1").Set(Tags.PatientBirthDate, "19700131").Set(Tags.PatientSex, "F")
            .Set(Tags.StudyDate, "20260102").Set(Tags.StudyTime, "101500").Set(Tags.Modality, "CT").Set(Tags.SeriesNumber, "2").Set(Tags.InstanceNumber, "7").Set(Tags.KVP, "120");
        Assert.Equal("Doe, Jane Dr\nP1\n1970-01-31 F", CornerText.Patient(image));
        Assert.Equal("2026-01-02 10:15\nCT\nSe 2  Im 7\n120 kV", CornerText.Technique(image, 1));
        Assert.Equal("", CornerText.Patient([]));
        Assert.Equal("", CornerText.Technique([], 1));
    }
}
