using System.Globalization;
using Gantry.QueryBenchmarks;

switch (args)
{
    case ["fill", string data, string studies]:
        IndexFiller.Fill(data, int.Parse(studies, CultureInfo.InvariantCulture));
        return 0;
    case ["measure", string address, string token]:
        return await QueryRun.MeasureAsync(new Uri(address), token);
    default:
        Console.Error.WriteLine("""
            fill DATA STUDIES      bring the index of a data folder (no server on it) to so many made-up studies of two instances, without any bytes behind them
            measure ADDRESS TOKEN  ask a running server, each question on one kept connection, and print a table
            """);
        return 2;
}
