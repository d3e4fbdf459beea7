using System.Globalization;
using Gantry.QueryBenchmarks;

switch (args)
{
    case ["fill", string data, string studies]:
        IndexFiller.Fill(data, int.Parse(studies, CultureInfo.InvariantCulture));
        return 0;
    case ["measure", string address, string token]:
        return await QueryRun.MeasureAsync(new Uri(address), token);
    case ["files", string folder, string studies]:
        StudyFiles.Write(folder, int.Parse(studies, CultureInfo.InvariantCulture));
        return 0;
    case ["find", string label, string port, string title, string studies]:
        return await FindRun.MeasureAsync(label, int.Parse(port, CultureInfo.InvariantCulture), title, int.Parse(studies, CultureInfo.InvariantCulture));
    default:
        Console.Error.WriteLine("""
            fill DATA STUDIES      bring the index of a data folder (no server on it) to so many made-up studies of two instances, without any bytes behind them
            files FOLDER STUDIES   write the first instance of so many of those studies as files without pixels, for other archives
            find LABEL PORT AE STUDIES   ask a DICOM peer of this machine that holds them by C-FIND, and print a table's rows
            measure ADDRESS TOKEN  ask a running server, each question on one kept connection, and print a table
            """);
        return 2;
}
