@echo off
rem The same commands as build.sh, which does the work. Requires the bash that comes with Git for Windows.
setlocal
cd /d "%~dp0"
where bash >nul 2>nul || (echo build.cmd requires bash, which comes with Git for Windows: https://gitforwindows.org & exit /b 1)
bash ./build.sh %*
